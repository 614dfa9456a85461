// The project's files: what git tracks or would track, or all files where there is no git.

import Foundation

/// The files below the root, found by this file's own place.
enum Project {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The paths of all files, below the root.
    static let paths: [String] = (tracked() ?? walked())
        .filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path()) }
        .sorted()

    /// All text files but fixtures.
    static let files: [ProjectFile] = paths.compactMap(file)

    static let swiftFiles = files.filter(\.isSwift)
    static let sources = swiftFiles.filter(\.isSource)

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    private static func file(_ path: String) -> ProjectFile? {
        guard !path.hasPrefix("Tests/Fixtures/"),
            let bytes = FileManager.default.contents(atPath: root.appending(path: path).path()),
            let text = String(bytes: bytes, encoding: .utf8)
        else { return nil }
        return ProjectFile(path: path, text: text)
    }

    private static func tracked() -> [String]? {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = [
            "git", "-C", root.path(), "ls-files", "-z", "--cached", "--others",
            "--exclude-standard",
        ]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        do {
            try git.run()
        } catch {
            return nil
        }
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func walked() -> [String] {
        let paths = FileManager.default.enumerator(atPath: root.path())
        return (paths?.compactMap { $0 as? String } ?? []).filter { path in
            let components = path.split(separator: "/")
            return components.allSatisfy {
                !$0.hasPrefix(".build") && $0 != ".git" && $0 != ".venv"
            }
                && !isFolder(path)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? root.appending(path: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory
            == true
    }
}
