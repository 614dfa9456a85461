// The end of the process.

import Foundation
import Glibc
import Testing

extension EndToEndTests {
    @Suite struct DrainTests {
        @Test func `streams that run are finished, then the process exits with 0`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let idle = try server.connect()
            #expect(try idle.request("GET", "/health/live").status == 200)
            let answer = try server.chat("#mock id=1 tokens=20 interval=50ms")
            try answer.skip(to: "text-delta")
            server.program.signal(SIGTERM)
            // A connection that waits for a request is closed while the stream runs on.
            #expect(try idle.isClosedCleanly())
            let events = try answer.rest()
            #expect(events.filter { $0.type == "text-delta" }.count == 19)
            #expect(events.suffix(2).map(\.type) == ["finish", "[DONE]"])
            #expect(try server.program.exitStatus() == 0)
            #expect(server.program.output.text.contains("\"message\":\"Draining\""))
            #expect(server.program.output.text.contains("\"message\":\"Server stopped\""))
        }

        @Test(arguments: [SIGHUP, SIGUSR1, SIGUSR2, SIGPIPE, SIGWINCH])
        func `a signal that asks for no end leaves a stream whole`(number: Int32) throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let answer = try server.chat("#mock id=1 tokens=5 interval=20ms")
            try answer.skip(to: "text-delta")
            server.program.signal(number)
            #expect(try answer.rest().suffix(2).map(\.type) == ["finish", "[DONE]"])
            #expect(try server.connect().request("GET", "/health/ready").status == 200)
        }

        @Test func `readiness is gone at once and new requests are served during the delay`() throws
        {
            let mock = try MockServer()
            // All of it must happen within the delay, on a busy machine too.
            let server = try ChatServer(mock, settings: ["DRAIN__DELAY_SECONDS": "8"])
            #expect(try server.connect().request("GET", "/health/ready").status == 200)
            server.program.signal(SIGTERM)
            _ = try server.program.output.line { $0.contains("\"Draining\"") }
            // Workers hear of it a moment later than the log.
            let isGone = try eventually {
                try server.connect().request("GET", "/health/ready").status == 503
            }
            #expect(isGone)
            #expect(try server.connect().request("GET", "/health/live").status == 200)
            let connection = try server.connect()
            let answer = try server.chat("#mock id=2 tokens=3 interval=1ms", on: connection)
            #expect(answer.response.status == 200)
            #expect(answer.response["connection"] == "close")
            #expect(try answer.rest().last?.type == "[DONE]")
            #expect(try connection.isClosedCleanly())
            #expect(server.program.isRunning)
            #expect(try server.program.exitStatus() == 0)
            #expect(throws: Connection.Failure.self) { try server.connect() }
        }

        @Test func `streams that outlast the drain time end in an honest error`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["DRAIN__TIMEOUT_SECONDS": "0.3"])
            let answers = try (1...5).map { id in
                try server.chat("#mock id=\(id) tokens=1000 interval=50ms")
            }
            for answer in answers { try answer.skip(to: "text-delta") }
            server.program.signal(SIGTERM)
            for answer in answers {
                let events = try answer.rest()
                #expect(events.suffix(2).map(\.type) == ["error", "[DONE]"])
                #expect(events.contains { $0.text.contains("The server is restarting.") })
            }
            #expect(try server.program.exitStatus() == 0)
            let isQuiet = try eventually { try mock.count("open") == 0 }
            #expect(isQuiet)
        }

        @Test func `a second signal brings the end near`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["DRAIN__DELAY_SECONDS": "60"])
            let answer = try server.chat("#mock id=3 tokens=10000 interval=50ms")
            try answer.skip(to: "text-delta")
            let start = ContinuousClock.now
            server.program.signal(SIGTERM)
            _ = try server.program.output.line { $0.contains("\"Draining\"") }
            server.program.signal(SIGTERM)
            let events = try answer.rest()
            #expect(events.suffix(2).map(\.type) == ["error", "[DONE]"])
            #expect(try server.program.exitStatus() == 0)
            // Five seconds are left after a second signal, of 360.
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }
}
