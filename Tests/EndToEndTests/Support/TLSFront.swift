// TLS before the scripted provider, which has none itself.

import Foundation
import Glibc
import Testing

/// A TLS server that passes on to a mock, with a certificate of an authority made for it.
final class TLSFront {
    let port: Int
    /// The file of the authority's certificate.
    let authority: String
    private let directory: TemporaryDirectory
    private let process = Process()
    private let mock: MockServer

    /// - Parameter name: The address for which the certificate is.
    init(_ mock: MockServer, name: String = "127.0.0.1") throws {
        self.mock = mock
        directory = try TemporaryDirectory()
        authority = directory.url.appending(path: "ca.pem").path()
        try directory.write("subjectAltName=IP:\(name)", to: "names")
        for command in [
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                + " -keyout ca.key -out ca.pem",
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=provider"
                + " -keyout key.pem -out request.pem",
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 2 -extfile names -out cert.pem",
        ] {
            let openssl = Process()
            Self.prepare(openssl, "/usr/bin/openssl", command, in: directory)
            openssl.standardOutput = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
            #expect(openssl.terminationStatus == 0, "openssl \(command)")
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../bench/comparison/tls_front.py").standardizedFileURL
        let output = Pipe()
        Self.prepare(
            process,
            "/usr/bin/python3",
            "-B \(script.path()) 0 \(mock.port) cert.pem key.pem",
            in: directory
        )
        process.standardOutput = output
        try process.run()
        let line = try OutputLines(reading: output.fileHandleForReading)
            .line { $0.hasPrefix("listening on ") }
        port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The settings of a server whose provider this is.
    var settings: [String: String] {
        ["OPENAI__BASE_URL": "https://127.0.0.1:\(port)/v1", "OPENAI__CA_FILE": authority]
    }

    private static func prepare(
        _ process: Process,
        _ program: String,
        _ arguments: String,
        in directory: TemporaryDirectory
    ) {
        process.executableURL = URL(filePath: program)
        process.arguments = arguments.split(separator: " ").map { String($0) }
        process.currentDirectoryURL = directory.url
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
    }
}
