// The user stops an answer: the connection closes, and no other signal is sent.

import Foundation
import System
import Testing
import Timing

extension EndToEndTests {
    @Suite struct StopTests {
        struct Case: CustomTestStringConvertible {
            let moment: String
            var path = "/chat"
            var directive = "tokens=5000 interval=20ms"
            /// The events that the client reads before it leaves.
            let eventCount: Int
            var byReset = false
            var testDescription: String { moment }
        }

        @Test(arguments: [
            Case(moment: "in the middle of the text", eventCount: 8),
            Case(moment: "in the middle of the text, with a reset", eventCount: 8, byReset: true),
            Case(moment: "before the first token", directive: "tokens=1 delay=60s", eventCount: 0),
            Case(
                moment: "in the middle of a tool's arguments",
                directive:
                    "tool=generateCode args={\"code\":\"\(String(repeating: "a", count: 4000))\"}"
                    + " interval=20ms",
                eventCount: 6
            ),
            Case(
                moment: "in the middle of a stream of OpenAI's API",
                path: "/v1/chat/completions",
                eventCount: 4
            ),
        ])
        func `a client that closes its connection ends the provider's transfer`(_ example: Case)
            throws
        {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let answer = try ask(server, example)
            for _ in 0..<example.eventCount { #expect(try answer.next() != nil) }
            let isUnderWay = try eventually { try mock.count("open") == 1 }
            #expect(isUnderWay)

            let leftAt = Instant.now
            answer.hangUp(byReset: example.byReset)
            let isQuiet = try eventually { try mock.count("open") == 0 }
            #expect(isQuiet)
            #expect(try mock.count("cancelled") == 1)
            #expect(try mock.count("completed") == 0)
            let delay = try #require(mock.cancels()[77]) - leftAt
            print(
                "stopped \(example.moment): the provider's transfer was cut \(delay / .milliseconds(1)) ms later"
            )
            #expect(delay > .zero)
            // It takes about a millisecond where nothing else runs; any limit of time would be a minute.
            #expect(delay < .seconds(20))

            let line = try #require(try server.accessLines(example.path).first)
            #expect(line["outcome"] as? String == "client_left")
            let metrics = MetricsText(try server.connect().request("GET", "/metrics"))
            #expect(metrics[#"mamba_upstream_cancels_total{cause="client_left"}"#] == 1)
            #expect(metrics["mamba_streams_in_flight"] == 0)
        }

        private func ask(_ server: ChatServer, _ example: Case) throws -> EventReader {
            let directive = "#mock id=77 \(example.directive)"
            guard example.path.hasPrefix("/v1/") else {
                return try server.chat(directive, path: example.path, tools: ["generateCode"])
            }
            let connection = try server.connect()
            let body =
                ##"{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"\##(directive)"}]}"##
            try connection.send("POST", example.path, body: body)
            return try EventReader(connection)
        }
    }
}
