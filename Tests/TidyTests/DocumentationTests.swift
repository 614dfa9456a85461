// What README.md and docs say about paths and commands is true.

import Testing

@Suite struct DocumentationTests {
    /// Documents that must be there.
    static let required = [
        "README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md", "docs/CONFIGURATION.md",
        "docs/OPERATIONS.md", "docs/SECURITY.md",
    ]

    /// Files that documents name and that no checkout has, by who makes them.
    static let absentFiles = [
        "config.local.yaml": "the operator writes it", ".env": "the operator writes it",
        "config/config.local.yaml": "the operator writes it",
    ]

    /// What a path in backticks ends with.
    static let extensions = [
        "swift", "md", "yaml", "yml", "json", "sh", "py", "h", "txt", "sse", "http", "modulemap",
    ]

    static let documents = Project.files.filter {
        ["README.md", "CONTRIBUTING.md"].contains($0.path)
            || $0.path.hasPrefix("docs/") && $0.path.hasSuffix(".md")
    }

    private let program = CommandLineInterface(Project.sources.filter { $0.target == "mamba" })

    @Test(arguments: required)
    func `the document is there`(path: String) {
        #expect(Project.exists(path))
    }

    @Test func `the README says where everything is`() throws {
        let lines = try Project.text("README.md").split(separator: "\n")
        let heading = try #require(
            lines.firstIndex { $0.hasPrefix("#") && $0.contains("Where is") }
        )
        let table = lines[lines.index(after: heading)...].prefix { !$0.hasPrefix("#") }
            .filter { $0.hasPrefix("|") }
        #expect(table.count >= 10)
        for row in table.dropFirst(2) {
            #expect(row.contains(/\.(?:swift|md|yaml|json|html)`/), "no file in: \(row)")
        }
    }

    @Test func `every path that a document names exists`() {
        expectNone(Self.documents.flatMap(Self.missingPaths))
    }

    @Test func `every command that a document shows can be typed`() {
        expectNone(Self.documents.flatMap { Self.wrongCommands(in: $0, program) })
    }

    // The checkers themselves.

    @Test func `a path that is not there is found`() {
        let lines = [
            "See `Sources/Bytes/Nothing.swift`,", "[this](nothing.md) and", "`HTTP/Status.swift`.",
        ]
        let file = ProjectFile(path: "docs/MADE.md", text: lines.joined(separator: "\n"))
        #expect(Self.missingPaths(in: file).map(\.line) == [1, 2])
    }

    @Test(arguments: [
        ("`mamba serve --demo`", true), ("`mamba serve --deamon`", false), ("`mamba dance`", false),
        ("`mamba --port 9000`", true), ("`mamba bench -c 10 --server-pid 1`", true),
        ("`mamba mock --demo`", false), ("`--demo`", true), ("`--demons`", false),
        ("`mamba check-config --set a.b=1`", true), ("`mamba`", true),
        ("```\n.build/release/mamba bench \\\n  --nothing 1\n```", false),
        ("```\nscripts/run --anything\n```", true),
    ])
    func `a made-up command is judged`(text: String, isRight: Bool) {
        let file = ProjectFile(path: "docs/MADE.md", text: text)
        #expect(Self.wrongCommands(in: file, program).isEmpty == isRight)
    }

    static func missingPaths(in file: ProjectFile) -> [Violation] {
        let document = Document(file.lines)
        let named = document.spans.filter { isPath($0.text) }
        let linked = document.links.filter {
            !$0.text.contains("://") && !$0.text.hasPrefix("mailto:")
        }
        return (named + linked).compactMap { piece in
            guard !isThere(piece.text, below: file.path) else { return nil }
            let message = "'\(piece.text)' does not exist"
            return Violation(path: file.path, line: piece.line, message: message)
        }
    }

    private static func isPath(_ text: String) -> Bool {
        guard
            text.firstMatch(of: /^[\w.+\/-]+\.(\w+)$/).map({ extensions.contains(String($0.1)) })
                == true
        else { return false }
        return !text.hasPrefix("/")
    }

    // From the root, from the document's folder, from the folders of sources, or a file's name alone.
    private static func isThere(_ path: String, below document: String) -> Bool {
        if absentFiles[path] != nil { return true }
        let folder = document.split(separator: "/").dropLast().joined(separator: "/")
        let prefixes =
            ["", "Sources/", "bench/", "Tests/"] + (folder.isEmpty ? [] : [folder + "/"])
        if prefixes.contains(where: { Project.exists($0 + path) }) { return true }
        return !path.contains("/") && Project.paths.contains { $0.hasSuffix("/" + path) }
    }

    static func wrongCommands(in file: ProjectFile, _ program: CommandLineInterface) -> [Violation]
    {
        let document = Document(file.lines)
        let options = document.spans.compactMap { span -> Violation? in
            guard let option = span.text.firstMatch(of: /^--[a-z][a-z-]*/),
                !program.allOptions.contains(String(option.0))
            else { return nil }
            let message = "mamba has no option \(option.0)"
            return Violation(path: file.path, line: span.line, message: message)
        }
        let commands = (document.spans + document.commands).compactMap { piece -> Violation? in
            guard let words = arguments(ofCommand: piece.text),
                let fault = program.fault(inArguments: words)
            else { return nil }
            return Violation(path: file.path, line: piece.line, message: fault)
        }
        return options + commands
    }

    // What follows the program's name, up to a pipe or a comment; nil if the line does not run it.
    private static func arguments(ofCommand line: String) -> [Substring]? {
        let words = line.split(separator: " ")
        let assignments = words.prefix { $0.contains(/^[A-Z_]+=/) || ["$", "exec"].contains($0) }
        let command = words.dropFirst(assignments.count)
        guard let program = command.first, program == "mamba" || program.hasSuffix("/mamba") else {
            return nil
        }
        return Array(
            command.dropFirst().prefix { !["|", "#", "&", "&&", ">", "2>", ";"].contains($0) }
        )
    }
}
