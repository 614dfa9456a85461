// Names of types over all targets.

import Testing

@Suite struct TypeNameTests {
    @Test func `no two targets have a type of one name`() {
        expectNone(Self.violations(Project.sources))
    }

    // The checker itself.

    @Test(arguments: [
        ("struct Made {}", "enum Made {}", 1), ("struct Made {}", "struct Other {}", 0),
        ("public final class Made {}", "package protocol Made {}", 1),
        ("struct Made {}", "private struct Made {}", 0),
        ("struct Made {}", "enum A {\n    struct Made {}\n}", 0),
        ("struct Made {}", "// struct Made {}\nextension Made {}", 0),
    ])
    func `a made-up pair is judged`(one: String, other: String, violationCount: Int) {
        let files = [
            ProjectFile(path: "Sources/Chat/One.swift", text: one),
            ProjectFile(path: "bench/Mock/Other.swift", text: other),
        ]
        #expect(Self.violations(files).count == violationCount)
    }

    @Test func `one target may have a type in two variants`() {
        let files = ["A", "B"].map {
            ProjectFile(path: "Sources/Chat/\($0).swift", text: "struct Made {}")
        }
        #expect(Self.violations(files).isEmpty)
    }

    /// A top-level type that other files see.
    private static var declaration: Regex<(Substring, Substring)> {
        /^(?:@\w+(?:\([^)]*\))? +|(?!private|fileprivate)\w+ +)*?(?:struct|class|enum|protocol|actor) +(\w+)/
    }

    private static func violations(_ files: [ProjectFile]) -> [Violation] {
        var targets: [Substring: String] = [:]
        var violations: [Violation] = []
        for file in files {
            guard let target = file.target else { continue }
            for (index, line) in file.code.enumerated() {
                guard let name = line.firstMatch(of: declaration)?.1 else { continue }
                let first = targets[name] ?? target
                targets[name] = first
                guard first != target else { continue }
                let message = "\(first) has a type \(name), too"
                violations.append(Violation(path: file.path, line: index + 1, message: message))
            }
        }
        return violations
    }
}
