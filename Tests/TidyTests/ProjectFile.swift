// One file of the project, as the rules look at it.

/// A text file with its path below the root; lines are numbered from 1.
struct ProjectFile {
    let path: String
    let lines: [String]
    /// The lines of a Swift file with comments and strings blanked, so that only code is left.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code =
            path.hasSuffix(".swift")
            ? SwiftCode.blanked(text)
                .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            : []
    }

    /// The file's name without folders.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The file's name without its last ending.
    var stem: String { String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)) }

    /// The folder below `Sources`, `bench` or `Tests`, which is named like its target; nil elsewhere.
    var target: String? {
        let folders = path.split(separator: "/")
        guard folders.count > 2, ["Sources", "bench", "Tests"].contains(folders[0]) else {
            return nil
        }
        return String(folders[1])
    }

    var isSource: Bool { path.hasPrefix("Sources/") || path.hasPrefix("bench/") }
    var isTest: Bool { path.hasPrefix("Tests/") }
    var isSwift: Bool { path.hasSuffix(".swift") }
    /// What others have written and tests are fed with; no rule of ours holds there.
    var isFixture: Bool { path.hasPrefix("Tests/Fixtures/") }
}
