// A forward proxy between the server and its provider.

import Foundation
import Testing

/// A proxy that speaks HTTP CONNECT and SOCKS5; it leads to this machine whatever host is asked for.
final class ForwardProxy {
    let port: Int
    private let process = Process()
    private let input = Pipe()
    private let output: OutputLines

    /// - Parameter credentials: The name and the password that it asks for, if it does.
    init(credentials: [String] = []) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../ForwardProxy/proxy.py").standardizedFileURL
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-B", script.path()] + credentials
        let pipe = Pipe()
        process.standardInput = input
        process.standardOutput = pipe
        try process.run()
        output = OutputLines(reading: pipe.fileHandleForReading)
        let line = try output.line { $0.hasPrefix("listening on ") }
        port = try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }

    deinit {
        // It ends with its input.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The connections that were asked of it: the protocol, the host and the port of each.
    var targets: [String] { output.lines.filter { !$0.hasPrefix("listening on ") } }
}
