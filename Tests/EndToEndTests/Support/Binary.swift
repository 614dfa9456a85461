// Where the program under test is.

import Foundation

/// The executable `mamba` of the build that these tests belong to.
enum Binary {
    struct Missing: Error, CustomStringConvertible {
        let path: String
        var description: String { "\(path) is missing: run 'swift build' before the tests" }
    }

    /// The executable beside the test bundle.
    static func url() throws -> URL {
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = tests.deletingLastPathComponent().appending(path: "mamba")
        guard FileManager.default.isExecutableFile(atPath: program.path()) else {
            throw Missing(path: program.path())
        }
        return program
    }
}
