// mamba health against servers in every state.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct HealthCommandTests {
        private func health(
            port: Int,
            _ arguments: [String] = [],
            host: String = "127.0.0.1"
        ) throws -> (status: Int32, output: String, error: String) {
            let environment = ["MAMBA_SERVER__HOST": host, "MAMBA_SERVER__PORT": "\(port)"]
            return try Program.run(["health"] + arguments, environment: environment)
        }

        @Test(arguments: [([], "ready"), (["--live"], "live")])
        func `a server that serves is healthy`(arguments: [String], path: String) throws {
            let server = try ChatServer(nil)
            let run = try health(port: server.port, arguments)
            #expect(run.status == 0)
            #expect(run.output == "healthy: \(server.url)/health/\(path)\n")
            #expect(run.error == "")
        }

        @Test func `a server on every address is asked at the loopback address`() throws {
            let server = try ChatServer(nil)
            let run = try health(port: server.port, host: "0.0.0.0")
            #expect(run.output == "healthy: \(server.url)/health/ready\n")
        }

        @Test func `the port of the command line is asked`() throws {
            let server = try ChatServer(nil)
            let run = try health(port: 9, ["--port", "\(server.port)"])
            #expect(run.status == 0)
        }

        @Test func `a server that drains lives but is not ready`() throws {
            let server = try ChatServer(nil, settings: ["DRAIN__DELAY_SECONDS": "30"])
            server.program.signal(SIGTERM)
            _ = try server.program.output.line { $0.contains("Draining") }
            let ready = try health(port: server.port)
            #expect(ready.status == 1)
            #expect(ready.error == "unhealthy: \(server.url)/health/ready: status 503\n")
            #expect(ready.output == "")
            #expect(try health(port: server.port, ["--live"]).status == 0)
        }

        @Test func `where nobody listens, nothing is healthy`() throws {
            let run = try health(port: 9)
            #expect(run.status == 1)
            #expect(run.error.contains("connection failed"))
        }

        @Test func `who never answers is waited for no longer than said`() throws {
            let listener = try SilentListener()
            let start = ContinuousClock.now
            let run = try health(port: listener.port, ["--timeout", "200ms"])
            #expect(run.status == 1)
            #expect(run.error.contains("no answer in time"))
            #expect(ContinuousClock.now - start >= .milliseconds(200))
        }

        @Test(arguments: [["--timeout", "0"], ["--port", "0"]])
        func `what cannot be asked is refused`(arguments: [String]) throws {
            #expect(try health(port: 9, arguments).status == 64)
        }

        @Test func `a broken configuration is no health`() throws {
            let run = try Program.run(["health"], environment: ["MAMBA_SERVER__PORT": "70000"])
            #expect(run.status == 78)
        }
    }
}
