// Whether the provider has the models that the settings name: told at a start and by check-config --online.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct ModelListTests {
        private static let wrong = ["TITLE__MODEL": "tiny", "OPENAI__DEFAULT_MODEL": "mock-none"]

        private func check(
            _ mock: MockServer?,
            _ settings: [String: String] = [:]
        ) throws -> (status: Int32, output: String, error: String) {
            try Program.run(
                ["check-config", "--online"],
                environment: ChatServer.environment(mock, settings)
            )
        }

        @Test func `a provider with all models is told`() throws {
            let run = try check(MockServer())
            #expect(run.status == 0)
            #expect(run.output.contains("The provider answers and lists 3 models."))
            #expect(!run.error.contains("does not list"))
        }

        @Test func `models that are not listed are warnings`() throws {
            let run = try check(MockServer(), Self.wrong)
            #expect(run.status == 0)
            #expect(run.error.contains("warning: title.model: the provider does not list tiny"))
            #expect(
                run.error.contains(
                    "warning: openai.default_model: the provider does not list mock-none"
                )
            )
        }

        @Test func `a provider that is not there is an error with its reason`() throws {
            let run = try check(nil)
            #expect(run.status == 69)
            #expect(run.error.contains("The provider cannot be used: connection failed"))
            let proxied = try check(nil, ["OPENAI__PROXY": "http://127.0.0.1:9"])
            #expect(proxied.status == 69)
        }

        @Test func `without the option nobody is asked`() throws {
            let run = try Program.run(["check-config"], environment: ChatServer.environment(nil))
            #expect(run.status == 0)
        }

        @Test func `a start and a reload warn of models that are not listed`() throws {
            let mock = try MockServer()
            let directory = try TemporaryDirectory()
            try directory.write("title: {model: tiny}\n", to: "config/config.yaml")
            let server = try ChatServer(
                mock,
                settings: ["RELOAD__INTERVAL_SECONDS": "0"],
                in: directory
            )
            let line = try server.program.output.line { $0.contains("Model not listed") }
            #expect(line.contains("title.model") && line.contains("tiny"))
            try directory.write("title: {model: small}\n", to: "config/config.yaml")
            server.program.signal(SIGHUP)
            let again = try server.program.output.line { $0.contains("\"small\"") }
            #expect(again.contains("Model not listed"))
        }

        @Test func `a start without a provider says why`() throws {
            let server = try ChatServer(nil)
            let line = try server.program.output.line { $0.contains("Provider not reachable") }
            #expect(line.contains("connection failed"))
            #expect(try server.connect().request("GET", "/health/ready").status == 200)
        }
    }
}
