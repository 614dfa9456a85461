// Sources of settings that are lost while the process runs: nothing opens by their absence.

import Foundation
import Glibc
import Testing

extension EndToEndTests {
    @Suite struct ReloadLossTests {
        /// How a source is lost.
        enum Loss: String, CaseIterable {
            case removed, emptied, comments, cut, rewrittenInPart, directoryRenamed
        }

        /// Where the settings stand.
        enum Place: String, CaseIterable {
            case shared = "config/config.yaml"
            case local = "config/config.local.yaml"
            case dotEnv = ".env"
        }

        /// How the server hears of it.
        enum Trigger: CaseIterable { case signal, interval }

        private static let key = "a-key-of-the-file-01"

        /// A server whose key and provider are told by one file.
        private struct Scene {
            let directory: TemporaryDirectory
            let mock: MockServer
            let server: ChatServer
            let place: Place

            init(_ place: Place, _ trigger: Trigger, workers: Int, named: Bool) throws {
                self.place = place
                directory = try TemporaryDirectory()
                mock = try MockServer()
                // What the shipped file says stands below, so that silence would be taken for it.
                try directory.write(
                    "auth: {mode: none}\nopenai: {base_url: 'https://api.openai.com/v1'}\n",
                    to: Place.shared.rawValue
                )
                try directory.write(Self.text(place, mock.baseURL), to: place.rawValue)
                var environment = ChatServer.environment(
                    mock,
                    ["SERVER__WORKERS": "\(workers)"]
                )
                environment["MAMBA_OPENAI__BASE_URL"] = nil
                environment["MAMBA_RELOAD__INTERVAL_SECONDS"] = trigger == .signal ? "0" : "0.05"
                let arguments = named ? ["--config", "config"] : []
                server = try ChatServer(
                    mock,
                    try Program(["serve"] + arguments, environment: environment, in: directory)
                )
            }

            static func text(_ place: Place, _ baseURL: String) -> String {
                let key = ReloadLossTests.key
                return switch place {
                case .shared, .local:
                    """
                    agent:
                      max_steps: 3
                    openai:
                      base_url: "\(baseURL)"
                    auth:
                      mode: api_key
                      api_keys:
                        - {key: \(key), name: me}

                    """
                case .dotEnv:
                    """
                    MAMBA_AGENT__MAX_STEPS=3
                    MAMBA_OPENAI__BASE_URL=\(baseURL)
                    MAMBA_AUTH__MODE=api_key
                    MAMBA_AUTH__API_KEYS='[{"key":"\(key)","name":"me"}]'

                    """
                }
            }

            func lose(_ loss: Loss) throws {
                let url = directory.url.appending(path: place.rawValue)
                switch loss {
                case .removed: try FileManager.default.removeItem(at: url)
                case .emptied: #expect(truncate(url.path(), 0) == 0)
                case .comments: try directory.write("# nothing\n", to: place.rawValue)
                case .cut:
                    let line =
                        place == .dotEnv ? "MAMBA_AGENT__MAX_STEPS=3\n" : "agent:\n  max_steps: 3\n"
                    #expect(truncate(url.path(), line.utf8.count) == 0)
                case .rewrittenInPart:
                    let text =
                        place == .dotEnv ? "MAMBA_AGENT__MAX_STEPS=4\n" : "agent: {max_steps: 4}\n"
                    try directory.write(text, to: place.rawValue)
                case .directoryRenamed:
                    try FileManager.default.moveItem(
                        at: directory.url.appending(path: "config"),
                        to: directory.url.appending(path: "elsewhere")
                    )
                }
            }

            func count(_ message: String) -> Int {
                server.program.output.lines.filter { $0.contains(message) }.count
            }

            /// The statuses of requests on so many connections that every worker has some of them.
            func statuses(_ fields: [String] = []) throws -> Set<Int> {
                var statuses: Set<Int> = []
                for _ in 0..<12 {
                    let connection = try server.connect()
                    statuses.insert(
                        try connection.request("GET", "/models", fields: fields).status
                    )
                }
                return statuses
            }
        }

        private static let cases: [(Place, Loss)] = Place.allCases.flatMap { place in
            Loss.allCases.filter { place != .dotEnv || $0 != .directoryRenamed }.map { (place, $0) }
        }

        @Test(arguments: cases, Trigger.allCases)
        func `a source that is lost changes nothing`(lost: (Place, Loss), trigger: Trigger) throws {
            let (place, loss) = lost
            let scene = try Scene(
                place,
                trigger,
                workers: loss == .removed ? 1 : 2,
                named: loss == .emptied
            )
            #expect(try scene.statuses() == Set([401]))
            try scene.lose(loss)
            if trigger == .signal { scene.server.program.signal(SIGHUP) }
            let line = try scene.server.program.output.line { $0.contains("Setting refused") }
            #expect(line.contains("ERROR") && line.contains("restart the server"), "\(line)")
            #expect(!line.contains(Self.key))
            _ = try scene.server.program.output.line { $0.contains("Settings not reloaded") }
            #expect(try scene.statuses() == Set([401]))
            #expect(try scene.statuses(["X-API-Key: \(Self.key)"]) == Set([200]))
            // The provider is still the one that the file named.
            let answer = try scene.server.chat(
                "#mock id=1 tokens=3",
                fields: ["X-API-Key: \(Self.key)"]
            )
            #expect(try answer.rest().last?.type == "[DONE]")
            #expect(scene.count("Settings reloaded") == 0)
            let metrics = MetricsText(
                try scene.server.connect()
                    .request("GET", "/metrics", fields: ["X-API-Key: \(Self.key)"])
            )
            // Twice where a look came between the new size and the new time of a file that was emptied.
            #expect(metrics[#"mamba_settings_reloads_total{outcome="failure"}"#] ?? 0 >= 1)
            #expect(metrics[#"mamba_settings_reloads_total{outcome="success"}"#] == 0)
        }

        @Test func `a file that comes back is read again`() throws {
            let scene = try Scene(.shared, .interval, workers: 2, named: false)
            try scene.lose(.removed)
            _ = try scene.server.program.output.line { $0.contains("Settings not reloaded") }
            let text = Scene.text(.shared, scene.mock.baseURL)
            try scene.directory.write(
                text.replacing("max_steps: 3", with: "max_steps: 5"),
                to: Place.shared.rawValue
            )
            let line = try scene.server.program.output.line { $0.contains("Settings reloaded") }
            #expect(line.contains("agent.max_steps"))
            #expect(try scene.statuses() == Set([401]))
        }

        @Test func `a secret of a file is rotated, and not lost`() throws {
            let directory = try TemporaryDirectory()
            let keys = { (key: String) in #"[{"key":"\#(key)","name":"me"}]"# }
            try directory.write(keys("the-first-key-of-all") + "\n", to: "keys")
            let mock = try MockServer()
            var environment = ChatServer.environment(mock, ["AUTH__MODE": "api_key"])
            environment["MAMBA_AUTH__API_KEYS_FILE"] = directory.url.appending(path: "keys").path()
            environment["MAMBA_RELOAD__INTERVAL_SECONDS"] = "0.05"
            let server = try ChatServer(
                mock,
                try Program(["serve"], environment: environment, in: directory)
            )
            func status(_ key: String) throws -> Int {
                try server.connect().request("GET", "/models", fields: ["X-API-Key: \(key)"]).status
            }
            #expect(try status("the-first-key-of-all") == 200)
            try directory.write(keys("the-second-key-of-all") + "\n", to: "keys")
            let changes = try eventually {
                try status("the-second-key-of-all") == 200 && status("the-first-key-of-all") == 401
            }
            #expect(changes)
            try FileManager.default.removeItem(at: directory.url.appending(path: "keys"))
            let line = try server.program.output.line { $0.contains("Setting refused") }
            #expect(line.contains("the file of MAMBA_AUTH__API_KEYS_FILE cannot be read"))
            #expect(try status("the-second-key-of-all") == 200)
            #expect(try status("another-key") == 401)
        }

        @Test func `authentication goes off by a value only, and not in silence`() throws {
            let scene = try Scene(.shared, .signal, workers: 2, named: false)
            let text = Scene.text(.shared, scene.mock.baseURL)
            try scene.directory.write(
                text.replacing("mode: api_key", with: "mode: none"),
                to: Place.shared.rawValue
            )
            scene.server.program.signal(SIGHUP)
            let line = try scene.server.program.output.line { $0.contains("Authentication is off") }
            #expect(line.contains("WARNING"))
            #expect(try eventually { try scene.statuses() == Set([200]) })
        }
    }
}
