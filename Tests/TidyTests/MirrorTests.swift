// One source file, one test file of the same name in the tests of its target; or another that covers it.

import Testing

@Suite struct MirrorTests {
    private let testFiles = Project.swiftFiles.filter(\.isTest)

    @Test func `each source has a test of its name or is listed as covered`() {
        expectNone(Project.sources.flatMap { Self.violations($0, testFiles) })
    }

    @Test func `what is listed as covered exists, and so does what covers it`() {
        for entry in CoveredFiles.all {
            for test in entry.tests {
                #expect(testFiles.contains { $0.stem == test }, "there is no \(test)")
            }
            for name in entry.files {
                let file = Project.sources.first { $0.target == entry.target && $0.stem == name }
                #expect(file != nil, "there is no \(name) in \(entry.target)")
                #expect(file.map { Self.hasTest($0, testFiles) } != true, "\(name) has a test now")
            }
        }
        for (target, tests) in CoveredFiles.wholeTargets {
            #expect(Project.sources.contains { $0.target == target })
            #expect(testFiles.contains { $0.target == tests })
        }
    }

    // The checker itself.

    @Test(arguments: [
        ("Sources/HTTP/Status.swift", "Tests/HTTPTests/StatusTests.swift", true),
        ("Sources/HTTP/Status.swift", "Tests/HTTPTests/StatutesTests.swift", false),
        ("Sources/HTTP/Status.swift", "Tests/ChatTests/StatusTests.swift", false),
        ("Sources/Chat/A+B.swift", "Tests/ChatTests/Request/ATests.swift", true),
        ("Sources/Chat/A+B.swift", "Tests/ChatTests/ABTests.swift", true),
        ("Sources/Chat/A+B.swift", "Tests/ChatTests/BTests.swift", false),
        ("bench/MockProvider/A.swift", "Tests/MockProviderTests/ATests.swift", true),
        ("Sources/mamba/A.swift", "Tests/HTTPTests/StatusTests.swift", true),
        ("Sources/HTTP/HTTPLimits.swift", "Tests/HTTPTests/StatusTests.swift", true),
    ])
    func `a made-up source is judged`(source: String, test: String, isRight: Bool) {
        let tests = [ProjectFile(path: test, text: "")]
        #expect(Self.violations(ProjectFile(path: source, text: ""), tests).isEmpty == isRight)
    }

    static func violations(_ file: ProjectFile, _ tests: [ProjectFile]) -> [Violation] {
        guard let target = file.target, CoveredFiles.wholeTargets[target] == nil else { return [] }
        let isListed = CoveredFiles.all.contains {
            $0.target == target && $0.files.contains(file.stem)
        }
        guard !isListed, !hasTest(file, tests) else { return [] }
        let message = "Tests/\(target)Tests has no \(file.stem)Tests.swift"
        return [Violation(path: file.path, message: message)]
    }

    // An extension's file may be tested with its type.
    private static func hasTest(_ file: ProjectFile, _ tests: [ProjectFile]) -> Bool {
        let whole = file.stem.replacing("+", with: "") + "Tests"
        let type = file.stem.prefix { $0 != "+" } + "Tests"
        return tests.contains { test in
            test.target == "\(file.target ?? "")Tests" && (test.stem == whole || test.stem == type)
        }
    }
}
