// The mock over real sockets: routes, streams, layouts, counters.

import JSON
import System
import Testing
import Timing

@testable import MockProvider

@Suite struct MockProviderTests {
    @Test func `without a directive it says the demo text`() throws {
        var script = MockScript()
        script.interval = .zero
        try MockHarness.run(script) { mock in
            let answer = try mock.answer(to: "Hello")
            #expect(answer.status == 200)
            #expect(answer.head.contains("Content-Type: text/event-stream"))
            #expect(answer.content == MockText.expected(MockScript()))
            #expect(answer.events.last == "[DONE]")
            #expect(answer.finishReasons == ["stop"])
        }
    }

    @Test(arguments: ["", "bytes=1", "bytes=300", "reasoning=5", "obfuscation", "done=no"])
    func `a stream says what its directive asks for`(_ more: String) throws {
        try MockHarness.run { mock in
            let directive = "tokens=300 interval=0 id=77 \(more)"
            let answer = try mock.answer(to: "#mock \(directive)")
            var script = MockScript()
            try script.apply(directive: directive)
            #expect(answer.content.utf8.elementsEqual(MockText.expected(script).utf8))
            #expect(answer.isComplete)
        }
    }

    @Test(arguments: [
        "split", "crlf", "comments", "multiline", "merge=7", "split crlf comments multiline",
    ])
    func `every layout carries the same events`(_ layout: String) throws {
        try MockHarness.run { mock in
            let plain = try mock.answer(to: "#mock tokens=40 interval=0 id=5")
            let other = try mock.answer(to: "#mock tokens=40 interval=0 id=5 \(layout)")
            #expect(other.isComplete)
            #expect(other.content == plain.content)
            #expect(other.events.count == plain.events.count)
            #expect(other.finishReasons == plain.finishReasons)
        }
    }

    /// A turn of the loop makes at most 16 writes, and there are a few turns before the client
    /// reads.
    @Test func `split bytes are written one by one`() throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.post(MockHarness.body("#mock tokens=3 interval=0 split"))
            try mock.wait { client.hasEnded }
            #expect(client.answer.isComplete)
            #expect(client.longestRead <= 128)
        }
    }

    @Test func `without pause each event is a chunk of its own`() throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(to: "#mock tokens=10 interval=0")
            let counts = answer.chunks.map { $0.split(separator: "\n\n").count }
            // The role comes with the first token, the finish with the end mark.
            #expect(counts == [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2])
        }
    }

    @Test func `merged events share a chunk`() throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(to: "#mock tokens=10 interval=0 merge=4")
            let counts = answer.chunks.map { $0.split(separator: "\n\n").count }
            #expect(counts == [5, 4, 2, 2])
        }
    }

    @Test func `tokens keep their pace`() throws {
        try MockHarness.run { mock in
            let start = Instant.now
            let answer = try mock.answer(to: "#mock tokens=10 interval=5ms delay=20ms")
            #expect(answer.isComplete)
            // Ten intervals and the delay, the latter counted from the turn in which the request
            // came.
            #expect(Instant.now - start >= .milliseconds(69))
        }
    }

    @Test func `a client that stops to read for a while gets everything`() throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.post(MockHarness.body("#mock tokens=60 bytes=100000 interval=0 id=3"))
            try mock.wait { client.received.count > 1000 }
            client.pause()
            // The sockets hold less than all of it, which is six megabytes, however long others are
            // served.
            for _ in 0..<10 { _ = try mock.answer(to: "#mock tokens=5 interval=1ms") }
            #expect(mock.statistics.open == 1)
            client.resume()
            try mock.wait { client.received.suffix(5) == Array("0\r\n\r\n".utf8)[...] }
            #expect(mock.statistics.completed == 11)
            let answer = client.answer
            #expect(answer.isComplete)
            #expect(answer.content.utf8.count == 6_000_000)
        }
    }

    @Test func `tools are called and their results answered`() throws {
        try MockHarness.run { mock in
            let prompt = "#mock tool=f tokens=2 interval=0 id=1"
            let first = try mock.answer(to: prompt)
            #expect(first.finishReasons == ["tool_calls"])
            let client = try mock.client()
            client.post(
                #"{"stream":true,"messages":[{"role":"user","content":"\#(prompt)"},"#
                    + #"{"role":"assistant","content":null,"tool_calls":[]},"#
                    + #"{"role":"tool","content":"{}"}]}"#
            )
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.finishReasons == ["stop"])
            #expect(client.answer.content == MockText.token(0, of: 1) + MockText.token(1, of: 1))
        }
    }

    @Test(arguments: ["form", "chart", "code", "card"])
    func `the demo's arguments are JSON`(_ word: String) throws {
        let name = "generate" + word.prefix(1).uppercased() + word.dropFirst()
        let request = MockHarness.body(
            "a \(word)",
            more: #","tools":[{"function":{"name":"\#(name)"}}]"#
        )
        let call = try #require(DemoTools.call(for: MockRequest(request.utf8.span)))
        #expect(call.name == name)
        let arguments = try JSONValue(parsing: call.arguments.utf8.span)
        #expect(arguments.object?.members.isEmpty == false)
    }

    @Test func `the demo calls a tool that is offered and asked for`() throws {
        var script = MockScript()
        script.interval = .zero
        try MockHarness.run(script) { mock in
            let tools = #","tools":[{"type":"function","function":{"name":"generateChart"}}]"#
            let called = try mock.answer(to: "Show me a Chart, please", more: tools)
            #expect(called.finishReasons == ["tool_calls"])
            let notAsked = try mock.answer(to: "Hello", more: tools)
            #expect(notAsked.finishReasons == ["stop"])
            let notOffered = try mock.answer(to: "Show me a chart")
            #expect(notOffered.finishReasons == ["stop"])
        }
    }

    @Test func `an answer without a stream is one JSON object`() throws {
        var script = MockScript()
        script.interval = .zero
        try MockHarness.run(script) { mock in
            let demo = try mock.answer(to: "Hello", stream: false)
            #expect(try content(of: demo) == DemoText.title)
            let computed = try mock.answer(to: "#mock tokens=3 interval=1ms id=2", stream: false)
            #expect(try content(of: computed) == (0..<3).map { MockText.token($0, of: 2) }.joined())
        }
    }

    private func content(of answer: RawAnswer) throws -> String? {
        #expect(answer.head.contains("Content-Type: application/json"))
        let json = try JSONValue(parsing: answer.body.span)
        return json["choices"]?[0]?["message"]?["content"]?.string
    }

    @Test(arguments: ["/v1/chat/completions", "/chat/completions"])
    func `requests are taken at both paths and on kept connections`(_ path: String) throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            for number in 0..<3 {
                client.forget()
                client.post(MockHarness.body("#mock tokens=2 interval=0 id=\(number)"), to: path)
                try mock.wait { client.answer.isComplete }
                #expect(client.answer.content.hasPrefix(MockText.token(0, of: UInt64(number))))
            }
            #expect(mock.statistics.completed == 3)
            #expect(!client.hasEnded)
        }
    }

    @Test(arguments: ["/v1/models", "/models"])
    func `models are listed`(_ path: String) throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.get(path)
            try mock.wait { client.answer.isComplete }
            let list = try JSONValue(parsing: client.answer.body.span)
            #expect(list["object"]?.string == "list")
            #expect(list["data"]?[0]?["id"]?.string == "gpt-4o")
        }
    }

    @Test func `the counters can be asked for`() throws {
        try MockHarness.run { mock in
            _ = try mock.answer(to: "#mock tokens=5 interval=0")
            let open = try mock.client()
            open.post(MockHarness.body("#mock tokens=5 fault=stall:2 interval=0"))
            try mock.wait { mock.statistics.started == 2 }
            let client = try mock.client()
            client.get("/mock/stats")
            try mock.wait { client.answer.isComplete }
            #expect(
                client.answer.text
                    == #"{"open":1,"started":2,"completed":1,"cancelled":0,"failed":0,"#
                    + #""connections":3,"sent_beats":5,"late_beats":0}"#
            )
        }
    }

    @Test func `a client that leaves is counted with its id and the moment`() throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.post(MockHarness.body("#mock tokens=100000 interval=1ms id=42"))
            try mock.wait { client.received.count > 1000 }
            #expect(mock.statistics.open == 1)
            let before = Instant.now
            client.close()
            try mock.wait { mock.statistics.cancelled == 1 }
            #expect(mock.statistics.open == 0)
            let asking = try mock.client()
            asking.get("/mock/cancels")
            try mock.wait { asking.answer.isComplete }
            let cancels = try JSONValue(parsing: asking.answer.body.span)
            #expect(cancels[0]?[0]?.number?.asInt == 42)
            let instant = try #require(cancels[0]?[1]?.number?.asInt)
            #expect(UInt64(instant) >= before.nanoseconds)
            #expect(UInt64(instant) <= Instant.now.nanoseconds)
        }
    }

    @Test(arguments: [
        ("GET", "/v1/chat/completions", 404), ("GET", "/", 404), ("POST", "/v1/models", 404),
    ])
    func `other requests are not found`(_ method: String, _ path: String, _ status: Int) throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.send("\(method) \(path) HTTP/1.1\r\nHost: mock\r\nContent-Length: 0\r\n\r\n")
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.status == status)
        }
    }

    @Test func `a bad directive is answered in a sentence`() throws {
        try MockHarness.run { mock in
            let answer = try mock.answer(to: "#mock tokens=many")
            #expect(answer.status == 400)
            let error = try JSONValue(parsing: answer.body.span)["error"]
            #expect(
                error?["message"]?.string
                    == "'tokens' needs a number from 0 to 10000000, not 'many'."
            )
            #expect(mock.statistics.started == 0)
        }
    }

    @Test func `what is no JSON is refused`() throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.post("{")
            try mock.wait { client.answer.isComplete }
            #expect(client.answer.status == 400)
        }
    }

    @Test func `what is no HTTP is refused`() throws {
        try MockHarness.run { mock in
            let client = try mock.client()
            client.send("NONSENSE\r\n\r\n")
            try mock.wait { client.hasEnded }
            #expect(client.answer.status == 400)
        }
    }
}
