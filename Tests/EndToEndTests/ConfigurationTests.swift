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
