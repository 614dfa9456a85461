// Names and first lines of files.

import Testing

@Suite struct FileShapeTests {
    // If a thing has no better name, it has no place yet.
    static let emptyNames = [
        "Util", "Utils", "Helper", "Helpers", "Manager", "Common", "Base", "Impl", "Misc",
    ]

    @Test func `each source begins with one line that says what it is for`() {
        expectNone(Project.sources.flatMap(Self.firstLine))
    }

    @Test func `no file or folder has an empty name`() {
        expectNone(
            Project.paths.filter { !$0.hasPrefix("Tests/Fixtures/") }.flatMap(Self.emptyName)
        )
    }

    // A machine's paths in a file work on that machine only.
    @Test func `no file knows the machine it was written on`() {
        let folders = ["/work/", "/root/", "/home/"]
        expectNone(
            Project.files.filter { $0.target != "TidyTests" }.flatMap { file in
                file.lines.enumerated().compactMap { index, line in
                    guard let folder = folders.first(where: line.contains) else { return nil }
                    return Violation(path: file.path, line: index + 1, message: "names \(folder)")
                }
            }
        )
    }

    // The checker itself.

    @Test(arguments: [
        ("// Bytes that wait.\n\nimport A\n", true), ("import A\n", false),
        ("/// A type.\nstruct A {}\n", false), ("//\n\nimport A\n", false),
        ("// Bytes that wait\n// for long.\n\nimport A\n", true), ("\n// Late.\n", false),
    ])
    func `a made-up first line is judged`(text: String, isRight: Bool) {
        let file = ProjectFile(path: "Sources/Bytes/Made.swift", text: text)
        #expect(Self.firstLine(file).isEmpty == isRight)
    }

    @Test(arguments: [
        ("Sources/Bytes/ByteUtils.swift", false), ("Sources/Utils/Bytes.swift", false),
        ("Sources/Bytes/Base64.swift", true), ("Sources/Bytes/DatabaseURL.swift", true),
        ("Sources/HTTP/ConnectionManager.swift", false),
        ("Sources/Bytes/Buffer+Helpers.swift", false),
    ])
    func `a made-up name is judged`(path: String, isRight: Bool) {
        #expect(Self.emptyName(path).isEmpty == isRight)
    }

    static func firstLine(_ file: ProjectFile) -> [Violation] {
        guard let line = file.lines.first, line.hasPrefix("// "), line.count > 8 else {
            let message = "the first line is to be '// ' and what the file is for"
            return [Violation(path: file.path, line: 1, message: message)]
        }
        return []
    }

    static func emptyName(_ path: String) -> [Violation] {
        // The words of each component: split before capitals and at what is no letter or digit.
        let words = path.split { "/.+-_".contains($0) }.flatMap { component in
            component.matches(of: /[A-Z][a-z]+[0-9]*|[A-Z]+(?![a-z])[0-9]*|[a-z]+[0-9]*/).map {
                String($0.0)
            }
        }
        guard let word = words.first(where: emptyNames.contains) else { return [] }
        return [Violation(path: path, message: "'\(word)' says nothing")]
    }
}
