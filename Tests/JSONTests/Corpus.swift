// Finds the corpora in Fixtures, and random numbers that can be had again.

import Foundation
import Testing

enum Corpus {
    /// The bytes of a file, by its path below Fixtures.
    static func bytes(_ path: String, testFile: String = #filePath) throws -> [UInt8] {
        // Data(contentsOf:) leaks on an empty file, and the address sanitizer minds.
        let file = try FileHandle(forReadingFrom: fixtures(testFile).appending(path: path))
        return try [UInt8](file.readToEnd() ?? Data())
    }

    /// The names of the files in a folder, by its path below Fixtures.
    static func names(in folder: String, testFile: String = #filePath) -> [String] {
        let path = fixtures(testFile).appending(path: folder).path()
        let names = try? FileManager.default.contentsOfDirectory(atPath: path)
        return (names ?? []).sorted()
    }

    private static func fixtures(_ testFile: String) -> URL {
        URL(filePath: testFile).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures")
    }
}

/// The generator of Steele, Lea and Flood (2014), whose whole state is its seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    /// Seeds for a random test: some that never change and a new one, which a failure shows as the
    /// test's argument.
    static let seeds: [UInt64] = [1, 2, 3, .random(in: .min ... .max)]

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
