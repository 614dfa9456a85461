// A provider whose certificate is of an authority of its own.

import Foundation
import Glibc
import Testing

extension EndToEndTests {
    @Suite struct ProviderTLSTests {
        @Test func `the authority of the settings is trusted, and no other`() throws {
            let provider = try TLSServer(name: "127.0.0.1")
            #expect(try check(provider, caFile: provider.authority) == "healthy")
            // Neither without it nor with one that has not signed the certificate.
            #expect(try check(provider, caFile: nil) == "unhealthy")
            let other = try TLSServer(name: "127.0.0.1")
            #expect(try check(provider, caFile: other.authority) == "unhealthy")
        }

        @Test func `a certificate for another name is not taken`() throws {
            let provider = try TLSServer(name: "127.0.0.2")
            #expect(try check(provider, caFile: provider.authority) == "unhealthy")
        }

        @Test(arguments: ["/nowhere/ca.pem", "/dev/null"])
        func `a file without certificates keeps the server from starting`(path: String) throws {
            let run = try Program.run(
                ["serve", "--set", "openai.ca_file=\(path)"],
                environment: ChatServer.environment(nil)
            )
            #expect(run.status == 78)
            #expect(run.error.contains("openai.ca_file"))
        }

        private func check(_ provider: TLSServer, caFile: String?) throws -> String? {
            var settings = [
                "OPENAI__BASE_URL": "https://127.0.0.1:\(provider.port)/v1",
                "HEALTH__CHECK_INTERVAL_SECONDS": "0",
            ]
            settings["OPENAI__CA_FILE"] = caFile
            let server = try ChatServer(nil, settings: settings)
            return try server.connect().request("GET", "/health").json()["status"] as? String
        }
    }
}

/// A TLS server that knows `/v1/models`, with a certificate of an authority made for it.
private final class TLSServer {
    let port: Int
    /// The authority's certificate.
    let authority: String
    private let directory = try? TemporaryDirectory()
    private let process = Process()

    init(name: String) throws {
        let directory = try #require(directory)
        authority = directory.url.appending(path: "ca.pem").path()
        try directory.write("[]", to: "v1/models")
        try directory.write("subjectAltName=IP:\(name)", to: "names")
        try Self.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                + " -keyout ca.key -out ca.pem",
            in: directory
        )
        try Self.openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=provider"
                + " -keyout key.pem -out request.pem",
            in: directory
        )
        try Self.openssl(
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 2 -extfile names -out cert.pem",
            in: directory
        )
        let output = Pipe()
        Self.prepare(
            process,
            "s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -WWW",
            in: directory
        )
        process.standardOutput = output
        try process.run()
        let lines = OutputLines(reading: output.fileHandleForReading)
        let line = try lines.line { $0.hasPrefix("ACCEPT ") }
        port = try #require(line.split(separator: ":").last.flatMap { Int($0) })
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    private static func prepare(
        _ process: Process,
        _ arguments: String,
        in directory: TemporaryDirectory
    ) {
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments.split(separator: " ").map { String($0) }
        process.currentDirectoryURL = directory.url
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
    }

    private static func openssl(_ arguments: String, in directory: TemporaryDirectory) throws {
        let process = Process()
        prepare(process, arguments, in: directory)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "openssl \(arguments)")
    }
}
