// The check of UI message streams: it is made wherever a test reads one, and it finds what is wrong.

import Synchronization
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct UIStreamCheckTests {
        private static let start = #"data: {"type":"start","messageId":"m"}"# + "\n\n"
        private static let half =
            start + #"data: {"type":"start-step"}"# + "\n\n"
            + #"data: {"type":"text-start","id":"t"}"# + "\n\n"
        private static let strange =
            half + #"data: {"type":"text-delta","id":"t","delta":null}"# + "\n\n"
        private static let end =
            #"data: {"type":"text-end","id":"t"}"# + "\n\n"
            + #"data: {"type":"finish-step"}"# + "\n\n" + #"data: {"type":"finish"}"# + "\n\n"
            + "data: [DONE]\n\n"

        struct Case: CustomTestStringConvertible {
            let stream: String
            let body: String
            /// What the issues must say, one each.
            let issues: [String]
            /// Whether the body has its last chunk.
            var isWhole = true
            /// What the test does with the response.
            var read: @Sendable (EventReader) throws -> Void = { _ = try $0.rest() }
            var testDescription: String { stream }
        }

        private static let hangUp = { @Sendable (answer: EventReader) in
            _ = try answer.next()
            answer.hangUp()
        }

        private static let cases = [
            Case(stream: "whole", body: half + end, issues: []),
            Case(
                stream: "without an end",
                body: half,
                issues: ["0 times [DONE]", "neither finish nor error"]
            ),
            Case(stream: "with a strange chunk", body: strange + end, issues: ["text-delta"]),
            Case(
                stream: "hung up on",
                body: half + "data: {\"type\":\"te",
                issues: [],
                isWhole: false,
                read: hangUp
            ),
            Case(
                stream: "hung up on, with a strange chunk",
                body: strange,
                issues: ["text-delta"],
                isWhole: false,
                read: hangUp
            ),
            Case(
                stream: "dropped",
                body: half,
                issues: ["neither read to its end nor hung up on"],
                read: { _ = try $0.next() }
            ),
        ]

        @Test(arguments: cases)
        func `a stream that breaks a rule is an issue of the test that reads it`(_ example: Case)
            throws
        {
            try LoopHarness.run { harness in
                let head = ScriptedProvider.Step.head(
                    200,
                    "x-vercel-ai-ui-message-stream: v1",
                    "Transfer-Encoding: chunked"
                )
                let end = example.isWhole ? ScriptedProvider.Step.lastChunk : .stall
                let server = try ScriptedProvider(harness) { [example] _ in
                    [head, .chunk(example.body), end]
                }
                defer { server.stop() }
                let port = try #require(portNumber(in: server.url()))
                func read() throws {
                    let connection = try Connection(to: port)
                    try connection.send("GET", "/")
                    try example.read(try EventReader(connection))
                }
                guard !example.issues.isEmpty else { return try read() }
                let found = Mutex<Set<String>>([])
                try withKnownIssue {
                    try read()
                } matching: { issue in
                    let comments = issue.comments.map(\.rawValue).joined()
                    let expected = example.issues.filter { comments.contains($0) }
                    found.withLock { $0.formUnion(expected) }
                    return !expected.isEmpty
                }
                #expect(found.withLock { $0 } == Set(example.issues))
            }
        }

        @Test func `a body that is no UI message stream is none of its business`() throws {
            let head = try Response(head: "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream")
            #expect(UIStreamCheck(head) == nil)
        }
    }
}
