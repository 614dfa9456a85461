// Settings that change while the process runs.

import Foundation
import Glibc
import Testing

extension EndToEndTests {
    @Suite struct ReloadTests {
        /// A server whose settings are a file, and the file.
        private struct Scene {
            let mock: MockServer
            let server: ChatServer
            let directory: TemporaryDirectory

            init(_ text: String, interval: String = "0") throws {
                directory = try TemporaryDirectory()
                try directory.write(text, to: "config/config.yaml")
                mock = try MockServer()
                server = try ChatServer(
                    mock,
                    settings: ["RELOAD__INTERVAL_SECONDS": interval],
                    in: directory
                )
            }

            /// Changes the file; the server is told, and has read it when this returns.
            func change(_ text: String, signals: Bool = true, until message: String) throws {
                let seen = count(message)
                try directory.write(text, to: "config/config.yaml")
                if signals { server.program.signal(SIGHUP) }
                let isDone = eventually { count(message) > seen }
                #expect(isDone, "no '\(message)' in the log")
            }

            private func count(_ message: String) -> Int {
                server.program.output.lines.filter { $0.contains(message) }.count
            }

            /// The statuses of requests on so many connections that every worker has some of them.
            func statuses(_ path: String, _ fields: [String] = []) throws -> Set<Int> {
                var statuses: Set<Int> = []
                for _ in 0..<24 {
                    let connection = try server.connect()
                    statuses.insert(try connection.request("GET", path, fields: fields).status)
                }
                return statuses
            }

            /// Waits until all workers answer alike: each hears of it a moment later than the log.
            func settles(_ path: String, at status: Int) throws -> Bool {
                try eventually { try statuses(path) == Set([status]) }
            }
        }

        private static let open = "auth: {mode: none}\n"
        private static let closed = """
            auth: {mode: api_key, api_keys: [{key: a-key-of-the-file-01, name: me}]}
            openai: {connect_timeout_seconds: 2}

            """

        @Test func `SIGHUP changes all workers for new requests, not a stream that runs`()
            throws
        {
            let scene = try Scene(Self.open)
            let answer = try scene.server.chat("#mock id=1 tokens=60 interval=25ms")
            try answer.skip(to: "text-delta")
            try scene.change(Self.closed, until: "Settings reloaded")
            #expect(try scene.settles("/models", at: 401))
            #expect(
                try scene.statuses("/models", ["X-API-Key: a-key-of-the-file-01"]) == Set([200])
            )
            let events = try answer.rest()
            #expect(events.suffix(2).map(\.type) == ["finish", "[DONE]"])
            #expect(events.filter { $0.type == "text-delta" }.count == 59)
            let line = try scene.server.program.output.line { $0.contains("Settings reloaded") }
            #expect(line.contains("auth.mode auth.api_keys openai.connect_timeout_seconds"))
            #expect(!line.contains("a-key-of-the-file-01"))
            // And back, several times over, with the process whole at the end.
            for _ in 0..<3 {
                try scene.change(Self.open, until: "Settings reloaded")
                #expect(try scene.settles("/models", at: 200))
                try scene.change(Self.closed, until: "Settings reloaded")
                #expect(try scene.settles("/models", at: 401))
            }
            scene.server.program.signal(SIGTERM)
            #expect(try scene.server.program.exitStatus() == 0)
        }

        @Test func `a changed file is noticed without a signal`() throws {
            let scene = try Scene(Self.open, interval: "0.05")
            try scene.change(Self.closed, signals: false, until: "Settings reloaded")
            #expect(try scene.settles("/models", at: 401))
        }

        @Test func `bad settings change nothing, and all that is wrong is said`() throws {
            let scene = try Scene(Self.closed)
            let bad = """
                auth: {mode: sometimes}
                agent: {max_steps: 0}
                openai: {ca_file: /nowhere/ca.pem}
                nonsense: 1

                """
            try scene.change(bad, until: "Settings not reloaded")
            let output = scene.server.program.output.text
            for part in ["auth.mode", "agent.max_steps", "nonsense"] {
                #expect(output.contains(part), "\(part) is not told")
            }
            #expect(try scene.statuses("/models") == Set([401]))
            // The keys are checked by another part than the settings.
            let unusable =
                "auth: {mode: api_key, api_keys: [{key: '€uro-key-0123456789', name: me}]}"
            try scene.change(unusable, until: "Settings not reloaded")
            // And parameters against their limits.
            let misfit = "model_defaults: {parameters: {seed: 2}, parameter_limits: {seed: 1}}\n"
            try scene.change(Self.closed + misfit, until: "Settings not reloaded")
            #expect(scene.server.program.output.text.contains("seed is above its limit of 1"))
            #expect(try scene.statuses("/models") == Set([401]))
            try scene.change(Self.open, until: "Settings reloaded")
            #expect(try scene.settles("/models", at: 200))
        }

        @Test func `limits change for connections that are open`() throws {
            let scene = try Scene(Self.open)
            let connection = try scene.server.connect()
            #expect(try connection.request("GET", "/models").status == 200)
            try scene.change("limits: {rate: {requests_per_minute: 1}}", until: "Settings reloaded")
            let isLimited = try eventually {
                try connection.request("GET", "/models").status == 429
            }
            #expect(isLimited)
        }

        @Test func `what cannot change is said to need a restart`() throws {
            let directory = try TemporaryDirectory()
            try directory.write("agent: {max_steps: 3}", to: "config/config.yaml")
            let program = try Program(
                ["serve", "--set", "server.host=127.0.0.1"],
                environment: [
                    "OPENAI_API_KEY": "sk-x", "MAMBA_OPENAI__BASE_URL": "http://127.0.0.1:9/v1",
                    "MAMBA_DRAIN__DELAY_SECONDS": "0", "MAMBA_SERVER__PORT": "0",
                ],
                in: directory
            )
            _ = try program.error.line { $0.contains("listening on http://") }
            let text = "server: {workers: 3, timeout_seconds: 7}"
            try directory.write(text, to: "config/config.yaml")
            program.signal(SIGHUP)
            let fixed = try program.output.line { $0.contains("Setting needs a restart") }
            #expect(fixed.contains("server.workers"))
            let line = try program.output.line { $0.contains("Settings reloaded") }
            #expect(line.contains("server.timeout_seconds"))
            #expect(!line.contains("server.workers"))
            program.signal(SIGTERM)
            #expect(try program.exitStatus() == 0)
        }

        @Test func `settings change while the process drains without harm`() throws {
            let scene = try Scene(Self.open)
            let answer = try scene.server.chat("#mock id=2 tokens=40 interval=25ms")
            try answer.skip(to: "text-delta")
            scene.server.program.signal(SIGTERM)
            _ = try scene.server.program.output.line { $0.contains("\"Draining\"") }
            try scene.change(Self.closed, until: "Settings reloaded")
            #expect(try answer.rest().suffix(2).map(\.type) == ["finish", "[DONE]"])
            #expect(try scene.server.program.exitStatus() == 0)
        }
    }
}
