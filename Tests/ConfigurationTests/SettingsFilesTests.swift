// Files are read if they exist, and said to be unreadable if they cannot be.

import Foundation
import Testing

@testable import Configuration

@Suite struct SettingsFilesTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "mamba-settings-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func remove() {
        try? FileManager.default.removeItem(at: directory)
    }

    @Test func `both files of the directory are read whole`() throws {
        defer { remove() }
        let long = String(repeating: "#", count: 200_000)
        try long.write(
            to: directory.appending(path: "config.yaml"),
            atomically: false,
            encoding: .utf8
        )
        try "a: 1".write(
            to: directory.appending(path: "config.local.yaml"),
            atomically: false,
            encoding: .utf8
        )
        let sources = try SettingsFiles.sources(directory: directory.path())
        #expect(sources.sharedFile?.bytes == Array(long.utf8))
        #expect(sources.localFile?.bytes == Array("a: 1".utf8))
        #expect(sources.localFile?.name == "config.local.yaml")
    }

    @Test func `files that do not exist are no sources`() throws {
        defer { remove() }
        let sources = try SettingsFiles.sources(directory: directory.path())
        #expect(sources.sharedFile == nil)
        #expect(sources.localFile == nil)
    }

    @Test func `a directory that does not exist is an error`() throws {
        remove()
        let error = #expect(throws: SettingsError.self) {
            try SettingsFiles.sources(directory: directory.path())
        }
        #expect(error?.description.contains("No such file or directory") == true)
    }

    @Test func `without a directory, the usual one need not exist`() {
        #expect(throws: Never.self) { try SettingsFiles.sources(directory: nil) }
    }

    @Test func `what exists and cannot be read is an error`() throws {
        defer { remove() }
        for name in ["config.yaml", "config.local.yaml"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: name),
                withIntermediateDirectories: false
            )
        }
        let error = #expect(throws: SettingsError.self) {
            try SettingsFiles.sources(directory: directory.path())
        }
        #expect(error?.problems.count == 2)
        #expect(error?.description.contains("Is a directory") == true)
    }

    @Test(arguments: [(SettingsFiles.fileBytesMax, true), (SettingsFiles.fileBytesMax + 1, false)])
    func `the size of a file is bounded`(byteCount: Int, isRead: Bool) throws {
        defer { remove() }
        try Data(count: byteCount).write(to: directory.appending(path: "config.yaml"))
        let sources = try? SettingsFiles.sources(directory: directory.path())
        #expect((sources != nil) == isRead)
    }

    @Test func `the environment is that of the process`() throws {
        defer { remove() }
        let sources = try SettingsFiles.sources(directory: directory.path())
        #expect(sources.environment["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        #expect(sources.environment["PATH"] != nil)
    }

    @Test func `variables end with a zero byte and may hold equals signs and line feeds`() {
        let block = "A=1\0B=x=y\0C=a\nb\0nonsense\0D=\0"
        #expect(
            SettingsFiles.environment(Array(block.utf8))
                == ["A": "1", "B": "x=y", "C": "a\nb", "D": ""]
        )
    }
}
