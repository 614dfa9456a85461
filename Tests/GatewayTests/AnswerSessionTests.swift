import AnswerKit
import Bytes
import Chat
import Configuration
import JSON
import MockProvider
import TestKit
import Testing

@testable import Gateway

/// Answers from end to end: client, server and provider on sockets.
@Suite struct AnswerSessionTests {
    /// The text that the mock writes for a directive.
    private static func expected(_ directive: String) throws -> String {
        var script = MockScript()
        try script.apply(directive: directive)
        return MockText.expected(script)
    }

    /// The whole content for a client of the original: the provider's bytes between our own.
    private static func expectedContent(_ directive: String) throws -> [UInt8] {
        var script = MockScript()
        try script.apply(directive: directive)
        var output = ByteBuffer()
        for index in 0..<script.tokenCount {
            output.append(#"data: {"type":"text-delta","textDelta":""#)
            MockText.appendToken(
                index,
                of: script.id,
                byteCount: script.tokenByteCount,
                as: .content,
                into: &output
            )
            output.append("\"}\n\n")
        }
        output.append("data: {\"type\":\"finish\"}\n\n")
        return [UInt8](output.bytes)
    }

    @Test(arguments: [
        "", " split", " crlf", " comments", " multiline", " obfuscation", " merge=7",
        " crlf comments multiline split", " done=no", " usage=no", " reasoning=5", " bytes=300",
    ])
    func `an answer is the provider's text, however it comes`(layout: String) throws {
        try GatewayScene.run { scene in
            let directive = "id=5 tokens=60 interval=0" + layout
            let text = try Self.expected(directive)
            let mamba = try scene.response(to: .chat(directive))
            #expect(mamba.status == 200)
            #expect(mamba.mambaText == text)
            #expect(mamba.ending == ["finish", nil])
            let ui = try scene.response(to: .uiChat(directive))
            #expect(ui.uiStream().text == text)
        }
    }

    @Test func `the head says what the protocol asks for`() throws {
        try GatewayScene.run { scene in
            let mamba = try scene.response(to: .chat("tokens=1 interval=0"))
            #expect(mamba.field("Content-Type") == "text/event-stream; charset=utf-8")
            #expect(mamba.field("Cache-Control") == "no-cache")
            #expect(mamba.field("X-Request-ID") != nil)
            #expect(mamba.field("X-Vercel-AI-UI-Message-Stream") == nil)
            let ui = try scene.response(to: .uiChat("tokens=1 interval=0"))
            #expect(ui.field("X-Vercel-AI-UI-Message-Stream") == "v1")
        }
    }

    @Test func `one connection carries several answers`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            for _ in 0..<3 { client.send(.chat("tokens=3 interval=0")) }
            #expect(try scene.logLines(3).allSatisfy { $0.outcome == "completed" })
            #expect(!client.hasEnded)
        }
    }

    @Test func `the log tells what an answer was`() throws {
        try GatewayScene.run { scene in
            _ = try scene.response(to: .chat("tokens=7 interval=0"))
            let line = try scene.logLine()
            #expect(line.level == "INFO")
            #expect(line.status_code == 200)
            #expect(line.outcome == "completed")
            #expect(line.attempts == 1)
            #expect(line.steps == 1)
            #expect(line.text_events == 7)
            #expect(line.finish_reason == "stop")
            #expect(line.prompt_tokens ?? 0 > 0)
            #expect(line.error_type == nil)
        }
    }

    // Tools

    @Test(arguments: ["", " interleave", " fragment=1", " preface=4", " done=no", " split"])
    func `tools are shown and the model is asked again`(layout: String) throws {
        try GatewayScene.run { scene in
            let directive =
                #"tokens=5 interval=0 tool=generateCard args={"title":"A"} "#
                + #"tool=generateCard args={"title":"B"}"# + layout
            let text = try Self.expected("tokens=5")
            let mamba = try scene.response(to: .chat(directive, tools: true))
            #expect(mamba.mambaText.hasSuffix(text))
            #expect(mamba.ending == ["finish", nil])
            let types = mamba.events.compactMap { $0["type"]?.string }
            let tools = types.filter { $0.hasPrefix("tool-") }
            #expect(tools == ["tool-call", "tool-result", "tool-call", "tool-result"])
            let args = mamba.events.compactMap { $0["args"]?["title"]?.string }
            #expect(args == ["A", "B"])
            let ui = try scene.response(to: .uiChat(directive)).uiStream()
            #expect(ui.text.hasSuffix(text))
            #expect(ui.lines.filter { $0 == "start-step" }.count == 2)
            #expect(scene.counters.statistics.started == 4)
        }
    }

    @Test func `a model that never stops calling tools is stopped`() throws {
        try GatewayScene.run({ $0.agent.maxSteps = 3 }) { scene in
            let directive = #"tool=generateCard args={"title":"A"} rounds=100 interval=0"#
            let ui = try scene.response(to: .uiChat(directive)).uiStream()
            #expect(ui.lines.last == "error \(ChatError.stepLimit.sentence)")
            #expect(scene.counters.statistics.started == 3)
            #expect(try scene.logLine().error_type == "STEP_LIMIT")
        }
    }

    @Test func `arguments that are wrong twice end the answer`() throws {
        try GatewayScene.run { scene in
            let directive = #"tool=generateCard args={"nope":1} rounds=100 interval=0"#
            let mamba = try scene.response(to: .chat(directive, tools: true))
            #expect(mamba.ending == ["error", "\(ChatError.toolFailed.sentence)"])
            #expect(scene.counters.statistics.started == 2)
        }
    }

    // Slow clients

    @Test(arguments: [0, 4096])
    func `a fast client is never waited for, however low the mark`(mark: Int) throws {
        try GatewayScene.run({ $0.stream.highWaterBytes = mark }) { scene in
            let directive = "id=3 tokens=5000 interval=0 bytes=400 merge=50"
            let response = try scene.response(to: .chat(directive))
            let isExpected = response.content == (try Self.expectedContent(directive))
            #expect(isExpected)
        }
    }

    @Test func `a slow client holds the provider back, and loses nothing`() throws {
        try GatewayScene.run { scene in
            // More than all buffers of the kernel on the way.
            let directive = "id=4 tokens=7000 interval=0 bytes=4000 merge=4"
            let client = try scene.connect()
            client.stopReading()
            client.send(.chat(directive))
            try scene.wait { scene.counters.statistics.started == 1 }
            try scene.harness.run(for: .milliseconds(300))
            #expect(scene.counters.statistics.open == 1)
            client.startReading()
            let response = try scene.response(of: client)
            let isExpected = response.content == (try Self.expectedContent(directive))
            #expect(isExpected)
        }
    }

    @Test func `a client that takes nothing is given up, and the provider with it`() throws {
        try GatewayScene.run({ $0.limits.writeTimeout = .milliseconds(300) }) { scene in
            let client = try scene.connect()
            client.keepsBytes = false
            client.stopReading()
            client.send(.chat("tokens=20000 interval=0 bytes=4000 merge=4"))
            try scene.wait { scene.counters.statistics.cancelled == 1 }
            #expect(try scene.logLine().outcome == "client_stalled")
            #expect(scene.streamCount == 0)
        }
    }

    // Bounds

    @Test func `one stream too many is turned away with a real status`() throws {
        try GatewayScene.run({ $0.limits.streamsMax = 1 }) { scene in
            let first = try scene.connect()
            first.send(.chat("fault=stall:1"))
            try scene.wait { first.text.contains("text-delta") }
            let second = try scene.response(to: .chat("tokens=1"))
            #expect(second.status == 503)
            #expect(second.field("Retry-After") == "1")
            #expect(second.field("Content-Type") == "application/json")
            #expect(scene.counters.statistics.started == 1)
            first.close()
            try scene.wait { scene.streamCount == 0 }
            let third = try scene.response(to: .chat("tokens=1 interval=0"))
            #expect(third.status == 200)
        }
    }
}
