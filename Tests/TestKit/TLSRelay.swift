// TLS in front of scripted providers, one process for all tests.

internal import Foundation

/// A relay that takes TLS off and passes on to a provider of this machine, which the server name tells.
public struct TLSRelay: Sendable {
    /// The versions of TLS that it speaks.
    public enum Version: String, Sendable, CaseIterable {
        case tls12 = "old"
        case tls13 = "test"
    }

    /// The file of the authority that vouches for it.
    public let authority: String
    /// A directory that has the same authority and no other.
    public var authorities: String { authority.replacing("ca.pem", with: "authorities") }
    private let port: Int

    /// The relay of this process; it ends with it.
    public static let shared: TLSRelay = {
        do {
            return try TLSRelay()
        } catch {
            preconditionFailure("no TLS relay: \(error)")
        }
    }()

    // The relay ends when this is closed, by the end of the process at the latest.
    private static let input = Pipe()

    private init() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../TLSRelay/relay.py").standardizedFileURL
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-B", script.path()]
        let output = Pipe()
        process.standardInput = Self.input
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw LoopFailure("the TLS relay ended at once") }
            line += String(decoding: data, as: UTF8.self)
        }
        let words = line.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\n" })
        guard words.count == 5, let port = Int(words[2]) else {
            throw LoopFailure("the TLS relay says \(line)")
        }
        self.port = port
        authority = String(words[4])
    }

    /// The URL of a text with two numbers: the handshakes for a port, and those that resumed a session.
    public func handshakesURL(port: Int) -> String {
        "https://s\(port).test.localhost:\(self.port)/"
    }

    /// The URL of a resource of the provider that listens on a port of localhost.
    public func url(port: Int, _ path: String, _ version: Version = .tls13) -> String {
        "https://p\(port).\(version.rawValue).localhost:\(self.port)\(path)"
    }
}
