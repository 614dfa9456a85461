// The banned words against sources and tests.

import Testing

@Suite struct BannedWordTests {
    @Test func `sources use no banned word`() {
        expectNone(Project.sources.flatMap { Self.violations(in: $0, of: BannedWord.inSources) })
    }

    @Test func `tests do not sleep`() {
        expectNone(
            Project.swiftFiles.filter(\.isTest).flatMap {
                Self.violations(in: $0, of: BannedWord.inTests)
            }
        )
    }

    @Test func `every exception is still needed`() {
        for word in BannedWord.inSources {
            for place in word.allowed.keys {
                let isUsed = Project.sources.contains { file in
                    Self.isIn(place, file) && file.code.contains { $0.contains(word.text) }
                }
                #expect(isUsed, "\(word.text) is not used in \(place) any more")
            }
        }
    }

    // The checker itself.

    @Test(arguments: [
        ("let a = try! f()", true), ("print(a)", true), ("fatalError(\"\")", true),
        ("import Foundation", true), ("// TODO later", true), ("blueprint(a)", false),
        ("let a = \"try!\"", false), ("// never try!", false), ("try f()", false),
    ])
    func `a made-up line is judged`(line: String, isViolation: Bool) {
        let file = ProjectFile(path: "Sources/HTTP/Made.swift", text: line)
        #expect(Self.violations(in: file, of: BannedWord.inSources).isEmpty != isViolation)
    }

    @Test func `an exception holds for its target only`() {
        let line = "let a: Unmanaged<A>"
        let allowed = ProjectFile(path: "Sources/Reactor/Made.swift", text: line)
        let other = ProjectFile(path: "Sources/HTTP/Made.swift", text: line)
        #expect(Self.violations(in: allowed, of: BannedWord.inSources).isEmpty)
        #expect(Self.violations(in: other, of: BannedWord.inSources).count == 1)
    }

    static func violations(in file: ProjectFile, of words: [BannedWord]) -> [Violation] {
        words.filter { word in !word.allowed.keys.contains { isIn($0, file) } }.flatMap { word in
            (word.includesProse ? file.lines : file.code).enumerated().compactMap { index, line in
                guard contains(word.text, line) else { return nil }
                let message = "'\(word.text)': \(word.reason)"
                return Violation(path: file.path, line: index + 1, message: message)
            }
        }
    }

    private static func isIn(_ place: String, _ file: ProjectFile) -> Bool {
        place.hasSuffix(".swift") ? file.path == place : file.target == place
    }

    // A word that begins with a letter does not count as the end of another, as in `blueprint(`.
    private static func contains(_ word: String, _ line: String) -> Bool {
        line.ranges(of: word).contains { range in
            guard word.first?.isLetter == true, range.lowerBound > line.startIndex else {
                return true
            }
            let before = line[line.index(before: range.lowerBound)]
            return !before.isLetter && !before.isNumber
        }
    }
}
