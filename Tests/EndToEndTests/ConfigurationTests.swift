// Settings from everywhere, and what the program says of them.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct ConfigurationTests {
        @Test func `the nearer source wins`() throws {
            let directory = try TemporaryDirectory()
            let sources = [
                ("config/config.yaml", "server:\n  port: 1001\n", "1001", "config.yaml"),
                (
                    "config/config.local.yaml", "server:\n  port: 1002\n", "1002",
                    "config.local.yaml"
                ),
                (".env", "MAMBA_SERVER__PORT=1003\n", "1003", ".env"),
            ]
            for (path, text, port, source) in sources {
                try directory.write(text, to: path)
                let line = try portLine(in: directory)
                #expect(line.contains("port: \(port) ") && line.contains(source), "\(line)")
            }
            let environment = ["MAMBA_SERVER__PORT": "1004"]
            #expect(try portLine(in: directory, environment).contains("port: 1004 "))
            let option = try portLine(in: directory, environment, ["--set", "server.port=1005"])
            #expect(option.contains("port: 1005 "))
            #expect(try portLine(in: TemporaryDirectory()).contains(/port: 8000 +# default/))
        }

        private func portLine(
            in directory: TemporaryDirectory,
            _ environment: [String: String] = [:],
            _ options: [String] = []
        ) throws -> String {
            let run = try Program.run(
                ["print-config"] + options,
                environment: environment,
                in: directory
            )
            #expect(run.status == 0)
            return try #require(run.output.split(separator: "\n").first { $0.contains(" port: ") })
                .description
        }

        @Test(arguments: ["serve", "check-config"])
        func `everything that is wrong is said at once`(command: String) throws {
            let directory = try TemporaryDirectory()
            try directory.write(
                "server:\n  prt: 1\nagent: {max_steps: 0}\n",
                to: "config/config.yaml"
            )
            let environment = [
                "MAMBA_SERVER__PORT": "70000", "MAMBA_AUTH__MODE": "magic",
                "MAMBA_OPENAI__BASE_URL": "ftp://a",
            ]
            let run = try Program.run([command], environment: environment, in: directory)
            #expect(run.status == 78)
            let wrong = [
                "server.port", "70000", "auth.mode", "magic", "openai.base_url", "agent.max_steps",
                "prt", "openai.api_key",
            ]
            for text in wrong { #expect(run.error.contains(text), "\(text) is not named") }
            #expect(run.output.isEmpty)
        }

        @Test func `a valid configuration is called so`() throws {
            let run = try Program.run(["check-config"], environment: ["OPENAI_API_KEY": "sk-a"])
            #expect(run.status == 0)
            #expect(run.output == "The configuration is valid.\n")
            #expect(run.error == "")
        }

        /// What keeps a server from starting though each setting by itself is good.
        private static let unusable: [([String: String], String)] = [
            (keys(#"{"key":"a blank at the end ","name":"n"}"#), "auth.api_keys[0]"),
            (keys(#"{"key":"\u20acuro-key","name":"n"}"#), "auth.api_keys[0]"),
            (
                keys(#"{"key":"one-key","name":"a"},{"key":"one-key","name":"b"}"#),
                "[0] and [1] have the same key"
            ),
            (
                jwt("-----BEGIN PUBLIC KEY-----\\nAA==\\n-----END PUBLIC KEY-----"),
                "auth.jwt.secret"
            ),
            (
                jwt("-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"),
                "auth.jwt.secret"
            ),
            (["MAMBA_OPENAI__CLIENT_CERTIFICATE": "/dev/null"], "openai.client_certificate"),
            (["MAMBA_OPENAI__CLIENT_KEY": "/dev/null"], "openai.client_key"),
            (["MAMBA_SERVER__HOST": "[::]"], "server.host"),
            (["MAMBA_SERVER__HOST": "example.com"], "server.host"),
            (["MAMBA_SERVER__HOST": "*"], "server.host"),
            (["MAMBA_METRICS__HOST": "metrics", "MAMBA_METRICS__PORT": "0"], "metrics.host"),
        ]

        private static func keys(_ elements: String) -> [String: String] {
            ["MAMBA_AUTH__MODE": "api_key", "MAMBA_AUTH__API_KEYS": "[\(elements)]"]
        }

        private static func jwt(_ secret: String) -> [String: String] {
            [
                "MAMBA_AUTH__MODE": "jwt", "MAMBA_AUTH__JWT__ALGORITHM": "RS256",
                "MAMBA_AUTH__JWT__SECRET": secret,
            ]
        }

        @Test(arguments: unusable.indices, ["serve", "check-config"])
        func `what a start refuses, the check refuses too`(index: Int, command: String) throws {
            let (settings, word) = Self.unusable[index]
            let environment = ChatServer.environment(nil).merging(settings) { $1 }
            let run = try Program.run([command], environment: environment)
            #expect(run.status == 78)
            #expect(run.error.contains(word), "\(run.error)")
            #expect(run.output.isEmpty)
        }

        @Test func `a file of variables in UTF-16 is named, and a secret may stand in a file`()
            throws
        {
            let directory = try TemporaryDirectory()
            let text = Data(
                [0xFF, 0xFE] + "OPENAI_API_KEY=sk-a\r\n".utf16.flatMap { [UInt8($0), 0] }
            )
            try text.write(to: directory.url.appending(path: ".env"))
            let refused = try Program.run(["check-config"], in: directory)
            #expect(refused.status == 78 && refused.error.contains(".env is UTF-16"))
            try directory.write("OPENAI_API_KEY_FILE=key\n", to: ".env")
            let missing = try Program.run(["check-config"], in: directory)
            #expect(missing.status == 78)
            #expect(
                missing.error.contains(
                    "the file of OPENAI_API_KEY_FILE cannot be read: No such file"
                )
            )
            try directory.write("sk-of-a-file\n", to: "key")
            let run = try Program.run(["check-config"], in: directory)
            #expect(run.status == 0 && run.error == "")
        }

        @Test func `secrets are never shown`() throws {
            let environment = [
                "MAMBA_OPENAI__API_KEY": "sk-secret-1", "MAMBA_AUTH__JWT__SECRET": "secret-2",
                "MAMBA_AUTH__API_KEYS": #"[{"key":"secret-3","name":"ada"}]"#,
            ]
            let run = try Program.run(["print-config"], environment: environment)
            #expect(run.status == 0)
            #expect(!run.output.contains("secret-"))
            #expect(run.output.contains("redacted") && run.output.contains("ada"))
        }

        @Test func `a port that is taken is an exit code of its own`() throws {
            let other = try SilentListener()
            let environment = ChatServer.environment(nil, ["SERVER__PORT": "\(other.port)"])
            let run = try Program.run(["serve"], environment: environment)
            #expect(run.status == 69)
            #expect(run.error.contains("cannot listen on 127.0.0.1:\(other.port)"))
        }

        @Test func `the version names what is inside`() throws {
            let run = try Program.run(["--version"])
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("mamba "))
            for part in ["Swift 6.", "libuv 1.", "libcurl "] { #expect(run.output.contains(part)) }
        }

        @Test func `an unknown option is a usage error`() throws {
            #expect(try Program.run(["serve", "--nothing"]).status == 64)
        }
    }
}
