// Every fault over real sockets.

import JSON
import Testing

@testable import MockProvider

@Suite struct MockFaultTests {
    private func run(
        _ directive: String,
        stream: Bool = true,
        _ check: (RawClient, MockHarness) throws -> Void
    ) throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.post(MockHarness.body("#mock tokens=20 interval=0 \(directive)", stream: stream))
            try check(client, mock)
        }
    }

    private func expected(_ count: Int) -> String {
        (0..<count).map { MockText.token($0, of: 0) }.joined()
    }

    @Test(arguments: [400, 401, 403, 404, 429, 500, 503, 599], [true, false])
    func `a status comes with an error object`(_ status: Int, _ isStream: Bool) throws {
        try run("fault=status:\(status) retry-after=7", stream: isStream) { client, mock in
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.status == status)
            #expect(client.answer.head.contains("Retry-After: 7\r\n"))
            let error = try JSONValue(parsing: client.answer.body.span)["error"]
            #expect(error?["message"]?.string?.isEmpty == false)
            #expect(error?["type"]?.string?.isEmpty == false)
            #expect(mock.statistics.failed == 1)
            #expect(!client.hasEnded)
        }
    }

    @Test func `a fault may spoil the first attempts only`() throws {
        try MockHarness.run { mock in
            var statuses: [Int] = []
            for _ in 0..<4 {
                statuses.append(
                    try mock.answer(to: "#mock tokens=1 id=8 fault=status:503 times=2").status
                )
            }
            #expect(statuses == [503, 503, 200, 200])
            #expect(try mock.answer(to: "#mock id=9 fault=status:503 times=1").status == 503)
            #expect(try mock.answer(to: "#mock id=9 fault=status:503 times=0").status == 200)
        }
    }

    @Test(arguments: [true, false])
    func `silence is no answer and an open connection`(_ isStream: Bool) throws {
        try run("fault=silence", stream: isStream) { client, mock in
            try mock.wait { mock.statistics.started == 1 }
            let other = try mock.answer(to: "#mock tokens=1 interval=0")
            #expect(other.isComplete)
            #expect(client.received.isEmpty)
            #expect(!client.hasEnded)
            client.close()
            try mock.wait { mock.statistics.cancelled == 1 }
        }
    }

    @Test(arguments: [true, false])
    func `close ends the connection before the head`(_ isStream: Bool) throws {
        try run("fault=close", stream: isStream) { client, mock in
            try mock.wait { client.hasEnded }
            #expect(client.received.isEmpty)
            #expect(!client.isReset)
            #expect(mock.statistics.failed == 1)
        }
    }

    @Test(arguments: [true, false])
    func `reset breaks the connection before the head`(_ isStream: Bool) throws {
        try run("fault=reset", stream: isStream) { client, mock in
            try mock.wait { client.hasEnded }
            #expect(client.received.isEmpty)
            #expect(client.isReset)
            #expect(mock.statistics.failed == 1)
        }
    }

    @Test(arguments: [0, 1, 5, 20])
    func `drop breaks the connection after its tokens`(_ count: Int) throws {
        try run("fault=drop:\(count)") { client, mock in
            try mock.wait { client.hasEnded }
            #expect(client.isReset)
            #expect(client.answer.content == expected(count))
            #expect(!client.answer.isComplete)
            #expect(mock.statistics.failed == 1)
            #expect(mock.statistics.open == 0)
        }
    }

    @Test(arguments: [0, 1, 5, 19, 20])
    func `cut closes the connection in the midst of an event`(_ count: Int) throws {
        try run("fault=cut:\(count)") { client, mock in
            try mock.wait { client.hasEnded }
            #expect(!client.isReset)
            #expect(client.answer.content == expected(count))
            #expect(!client.answer.isComplete)
            let tail = client.answer.text.split(separator: "\n\n").last
            #expect(tail?.hasPrefix("data: {\"id\"") == true)
            #expect(tail?.hasSuffix("}") == false)
            #expect(mock.statistics.failed == 1)
        }
    }

    @Test func `cut closes the connection where there is no event to cut`() throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(
                at: "/v1/messages",
                fields: "anthropic-version: 2023-06-01\r\nx-api-key: k\r\n",
                #"{"max_tokens":9,"stream":true,"thinking":{"display":"omitted"},"#
                    + ##""messages":[{"role":"user","content":"#mock reasoning=3 fault=cut:1"}]}"##
            )
            #expect(!answer.isComplete)
            #expect(answer.chunksOfJSON.last?["type"]?.string == "ping")
            #expect(mock.statistics.failed == 1)
        }
    }

    @Test func `a fault within a merged group comes after its tokens`() throws {
        try run("merge=8 fault=drop:5") { client, mock in
            try mock.wait { client.hasEnded }
            #expect(client.answer.content == expected(5))
        }
    }

    @Test func `a fault behind the last token never comes`() throws {
        try run("fault=drop:21") { client, mock in
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.content == expected(20))
            #expect(mock.statistics.completed == 1)
        }
    }

    @Test func `stall sends nothing more and keeps the connection`() throws {
        try run("fault=stall:5") { client, mock in
            try mock.wait { client.answer.content == expected(5) }
            let other = try mock.answer(to: "#mock tokens=30 interval=1ms")
            #expect(other.isComplete)
            #expect(client.answer.content == expected(5))
            #expect(!client.hasEnded)
            #expect(mock.statistics.open == 1)
        }
    }

    @Test func `garbage is an event that is no JSON, among others`() throws {
        try run("fault=garbage:5") { client, mock in
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.content == expected(20))
            let bad = client.answer.events.dropLast().filter {
                (try? JSONValue(parsing: $0.utf8.span)) == nil
            }
            #expect(bad.count == 1)
        }
    }

    @Test func `an error object ends the stream`() throws {
        try run("fault=error:5") { client, mock in
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.content == expected(5))
            #expect(client.answer.chunksOfJSON.last?["error"]?["message"]?.string != nil)
            #expect(client.answer.finishReasons.isEmpty)
            #expect(!client.answer.text.contains("[DONE]"))
            #expect(mock.statistics.failed == 1)
        }
    }

    @Test func `whole answers are dropped, cut, broken and refused`() throws {
        try run("fault=drop:3", stream: false) { client, mock in
            try mock.wait { client.hasEnded }
            #expect(client.isReset)
        }
        try run("fault=cut:3", stream: false) { client, mock in
            try mock.wait { client.hasEnded }
            #expect(!client.isReset)
            #expect(client.answer.status == 200)
            #expect(!client.answer.isComplete)
            #expect(!client.answer.body.isEmpty)
        }
        try run("fault=garbage:3", stream: false) { client, mock in
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.status == 200)
            #expect(throws: JSONError.self) { try JSONValue(parsing: client.answer.body.span) }
        }
        try run("fault=error:3", stream: false) { client, mock in
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.status == 500)
        }
    }
}
