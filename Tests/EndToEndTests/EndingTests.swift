// Time limits and failures: each has an ending that says what happened.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct EndingTests {
        struct Case: CustomTestStringConvertible {
            let limit: String
            let settings: [String: String]
            let directive: String
            let code: String
            let sentence: String
            var testDescription: String { limit }
        }

        private static let cases = [
            Case(
                limit: "first token",
                settings: ["OPENAI__FIRST_TOKEN_TIMEOUT_SECONDS": "0.3"],
                directive: "fault=silence",
                code: "FIRST_TOKEN_TIMEOUT",
                sentence: "took too long to begin"
            ),
            Case(
                limit: "first token after the head",
                settings: ["OPENAI__FIRST_TOKEN_TIMEOUT_SECONDS": "0.3"],
                directive: "fault=stall:0",
                code: "FIRST_TOKEN_TIMEOUT",
                sentence: "took too long to begin"
            ),
            Case(
                limit: "idle",
                settings: ["OPENAI__IDLE_TIMEOUT_SECONDS": "0.3"],
                directive: "tokens=9 interval=1ms fault=stall:3",
                code: "IDLE_TIMEOUT",
                sentence: "stopped answering"
            ),
            Case(
                limit: "total",
                settings: ["SERVER__TIMEOUT_SECONDS": "1"],
                directive: "tokens=1000 interval=20ms",
                code: "STREAM_TIMEOUT",
                sentence: "took too long and was ended"
            ),
            Case(
                limit: "cut",
                settings: [:],
                directive: "tokens=9 interval=1ms fault=cut:3",
                code: "ANSWER_INCOMPLETE",
                sentence: "interrupted before it was complete"
            ),
            Case(
                limit: "rate",
                settings: [:],
                directive: "fault=status:429",
                code: "PROVIDER_RATE_LIMITED",
                sentence: "too many requests"
            ),
        ]

        @Test(arguments: cases)
        func `a stream that fails ends in an error and never in a finish`(_ example: Case) throws {
            let mock = try MockServer()
            let settings = example.settings.merging(["OPENAI__MAX_RETRIES": "1"]) { given, _ in
                given
            }
            let server = try ChatServer(mock, settings: settings)
            let answer = try server.chat("#mock id=5 \(example.directive)")
            let events = try answer.rest()
            #expect(answer.response.status == 200)
            #expect(events.suffix(2).map(\.type) == ["error", "[DONE]"])
            #expect(events.dropLast().last?.text.contains(example.sentence) == true)
            #expect(!events.contains { $0.type == "finish" })
            let line = try #require(try server.accessLines("/chat").first)
            #expect(line["error_type"] as? String == example.code)
            #expect(line["level"] as? String == "WARNING")
            // Nothing stays behind at the provider.
            let isQuiet = try eventually { try mock.count("open") == 0 }
            #expect(isQuiet)
        }

        @Test func `a provider that is not there is told apart`() throws {
            let server = try ChatServer(nil, settings: ["OPENAI__MAX_RETRIES": "1"])
            let events = try server.chat("Hello").rest()
            #expect(events.map(\.type) == ["error", "[DONE]"])
            let line = try #require(try server.accessLines("/chat").first)
            #expect(line["error_type"] as? String == "PROVIDER_UNREACHABLE")
        }

        @Test func `connecting has a limit of its own`() throws {
            let wall = try SilentListener(isFull: true)
            let settings = [
                "OPENAI__BASE_URL": "http://127.0.0.1:\(wall.port)/v1",
                "OPENAI__CONNECT_TIMEOUT_SECONDS": "0.3", "OPENAI__MAX_RETRIES": "1",
            ]
            let server = try ChatServer(nil, settings: settings)
            let events = try server.chat("Hello").rest()
            #expect(events.suffix(2).map(\.type) == ["error", "[DONE]"])
            #expect(events.contains { $0.text.contains("cannot be reached") })
            let line = try #require(try server.accessLines("/chat").first)
            #expect(line["error_type"] as? String == "PROVIDER_CONNECT_TIMEOUT")
        }

        @Test func `a refused try is followed by others until one succeeds`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["RETRY__BASE_SECONDS": "0.01"])
            let events = try server.chat("#mock id=6 tokens=3 fault=status:503 times=2").rest()
            #expect(events.last?.type == "[DONE]")
            #expect(events.filter { $0.type == "text-delta" }.count == 3)
            #expect(try server.accessLines("/chat").first?["attempts"] as? Int == 3)
        }

        @Test func `the provider's Retry-After is kept to, unless it is too long`() throws {
            let mock = try MockServer()
            let settings = ["RETRY__BASE_SECONDS": "0.001", "RETRY__RETRY_AFTER_CAP_SECONDS": "2"]
            let server = try ChatServer(mock, settings: settings)
            let start = ContinuousClock.now
            let waited = try server.chat(
                "#mock id=8 tokens=1 fault=status:429 times=1 retry-after=1"
            )
            #expect(try waited.rest().suffix(2).map(\.type) == ["finish", "[DONE]"])
            #expect(ContinuousClock.now - start >= .seconds(1))
            let refused = try server.chat(
                "#mock id=9 tokens=1 fault=status:429 times=1 retry-after=60"
            )
            #expect(try refused.rest().suffix(2).map(\.type) == ["error", "[DONE]"])
            #expect(ContinuousClock.now - start < .seconds(55))
        }

        @Test func `a waiting client gets signs of life`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["STREAM__KEEPALIVE_SECONDS": "0.1"])
            let events = try server.chat("#mock id=7 tokens=2 interval=1ms delay=1s").rest()
            let first = try #require(events.firstIndex { $0.type == "text-delta" })
            let comments = events[..<first].filter { $0.text == ": ping" }
            #expect(comments.count >= 3)
            #expect(events.last?.type == "[DONE]")
        }
    }
}
