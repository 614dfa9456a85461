// TLS in front of scripted providers, one process for all tests.

internal import Foundation

/// A relay that takes TLS off and passes on to a provider of this machine, which the server name tells.
public struct TLSRelay: Sendable {
    /// What it speaks.
    public enum Kind: String, Sendable, CaseIterable {
        case tls11, tls12, tls13
        /// TLS 1.3, and a certificate is wanted.
        case asking
    }

    /// The file of the authority that vouches for it.
    public let authority: String
    /// A directory that has the same authority and no other.
    public var authorities: String { authority.replacing("ca.pem", with: "authorities") }
    /// A certificate that is taken where one is wanted, and its key.
    public var clientCertificate: (file: String, key: String) {
        (
            authority.replacing("ca.pem", with: "client.pem"),
            authority.replacing("ca.pem", with: "client.key")
        )
    }
    private let ports: [Kind: Int]

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
        var ports: [Kind: Int] = [:]
        for word in words {
            let parts = word.split(separator: "=")
            guard let kind = parts.first.flatMap({ Kind(rawValue: String($0)) }) else { continue }
            ports[kind] = Int(parts[1])
        }
        guard ports.count == Kind.allCases.count, let authority = words.last else {
            throw LoopFailure("the TLS relay says \(line)")
        }
        self.ports = ports
        self.authority = String(authority)
    }

    /// The URL of a text with two numbers: the handshakes for a port, and those that resumed a session.
    public func handshakesURL(port: Int) -> String { url("s\(port)", "/", .tls13) }

    /// The URL of a resource of the provider that listens on a port of localhost.
    public func url(port: Int, _ path: String, _ kind: Kind = .tls13) -> String {
        url("p\(port)", path, kind)
    }

    private func url(_ name: String, _ path: String, _ kind: Kind) -> String {
        guard let port = ports[kind] else { preconditionFailure("the relay has all kinds") }
        return "https://\(name).test.localhost:\(port)\(path)"
    }
}
