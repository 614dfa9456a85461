import Foundation
import Testing

@testable import Configuration

@Suite struct FileFingerprintTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "mamba-fingerprint-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func path(_ name: String) -> String { directory.appending(path: name).path() }

    private func write(_ text: String, to name: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    private func remove() {
        try? FileManager.default.removeItem(at: directory)
    }

    @Test func `files that stay look the same, also those that do not exist`() throws {
        defer { remove() }
        try write("a", to: "a")
        let paths = [path("a"), path("none")]
        #expect(FileFingerprint(paths) == FileFingerprint(paths))
    }

    @Test func `content of another length, a file in its place, a new and a lost file show`() throws
    {
        defer { remove() }
        let paths = [path("a")]
        var stamps = [FileFingerprint(paths)]
        try write("a", to: "a")
        stamps.append(FileFingerprint(paths))
        try write("aa", to: "a")
        stamps.append(FileFingerprint(paths))
        try write("bb", to: "a")
        stamps.append(FileFingerprint(paths))
        for (one, other) in zip(stamps, stamps.dropFirst()) { #expect(one != other) }
        try FileManager.default.removeItem(atPath: path("a"))
        #expect(FileFingerprint(paths) == stamps[0])
    }

    @Test func `a link that is turned to another directory shows`() throws {
        defer { remove() }
        for name in ["one", "two"] {
            try FileManager.default.createDirectory(
                atPath: path(name),
                withIntermediateDirectories: true
            )
            try write("same", to: name + "/config.yaml")
        }
        func turn(to name: String) throws {
            try? FileManager.default.removeItem(atPath: path("data"))
            try FileManager.default.createSymbolicLink(
                atPath: path("data"),
                withDestinationPath: path(name)
            )
        }
        try turn(to: "one")
        let before = FileFingerprint([path("data/config.yaml")])
        try turn(to: "two")
        #expect(FileFingerprint([path("data/config.yaml")]) != before)
    }
}
