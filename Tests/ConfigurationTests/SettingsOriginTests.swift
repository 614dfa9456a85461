import Foundation
import Testing

@testable import Configuration

@Suite struct SettingsOriginTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory
            .appending(path: "mamba-origin-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to name: String) throws -> String {
        let path = directory.appending(path: name).path()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func remove() {
        try? FileManager.default.removeItem(at: directory)
    }

    private func origin(_ commandLine: [String: String] = [:]) -> SettingsOrigin {
        SettingsOrigin(
            directory: directory.path(),
            commandLine: commandLine,
            requiresProviderKey: false
        )
    }

    @Test func `each load reads the files anew, and the command line stays above them`() throws {
        defer { remove() }
        let origin = origin(["server.port": "7"])
        _ = try write("agent: {max_steps: 3}\nserver: {port: 1}", to: "config.yaml")
        let first = try origin.load().settings
        _ = try write("agent: {max_steps: 4}\nserver: {port: 1}", to: "config.yaml")
        let second = try origin.load().settings
        #expect(first.agent.maxSteps == 3)
        #expect(second.agent.maxSteps == 4)
        #expect(first.server.port == 7)
        #expect(second.server.port == 7)
    }

    @Test func `a changed file changes the fingerprint`() throws {
        defer { remove() }
        let origin = origin()
        let before = origin.fingerprint(Settings())
        _ = try write("agent: {max_steps: 3}", to: "config.local.yaml")
        #expect(origin.fingerprint(Settings()) != before)
        var settings = Settings()
        settings.openai.caFile = try write("x", to: "ca.pem")
        let named = origin.fingerprint(settings)
        _ = try write("xy", to: "ca.pem")
        #expect(origin.fingerprint(settings) != named)
        settings.openai.clientCertificate = try write("x", to: "client.pem")
        settings.openai.clientKey = try write("x", to: "client.key")
        for name in ["client.pem", "client.key"] {
            let before = origin.fingerprint(settings)
            _ = try write("xy", to: name)
            #expect(origin.fingerprint(settings) != before)
        }
    }

    @Test func `a file of certificates is good`() throws {
        defer { remove() }
        let text = "# mine\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
        let path = try write(text, to: "ca.pem")
        #expect(try origin(["openai.ca_file": path]).load().settings.openai.caFile == path)
    }

    @Test(arguments: [
        ("", "must be a file of certificates as PEM"), ("no PEM", "must be a file"),
        ("-----BEGIN CERTIFICATE-----", "must be a file"),
        ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----", "must be a file"),
        (nil, "No such file or directory"),
    ])
    func `a file without certificates is a problem`(content: String?, message: String) throws {
        defer { remove() }
        let path = try content.map { try write($0, to: "ca.pem") } ?? "/nowhere/ca.pem"
        let error = try #require(
            #expect(throws: SettingsError.self) {
                try origin(["openai.ca_file": path]).load()
            }
        )
        #expect(error.problems.map(\.key) == ["openai.ca_file"])
        #expect(error.description.contains(message))
        #expect(error.description.contains(path))
    }
}
