// Which protocol a client speaks, over HTTP.

import AnswerKit
import Chat
import Configuration
import JSON
import MockProvider
import Testing

@testable import Gateway

@Suite struct ClientDialectTests {
    private static func chat(_ query: String, _ directive: String, path: String = "/chat")
        -> GatewayRequest
    {
        var request = GatewayRequest.uiChat("interval=0 " + directive)
        request.line = "POST \(path)\(query) HTTP/1.1"
        return request
    }

    @Test(
        arguments: [
            ("mamba", "text/event-stream; charset=utf-8", #"data: {"type":"text-delta""#),
            ("ui", "text/event-stream; charset=utf-8", #"data: {"type":"start""#),
            ("data", "text/plain; charset=utf-8", #"f:{"messageId":"#),
        ],
        ["/chat", "/chat/completions"]
    )
    func `a protocol can be asked for by name`(
        row: (name: String, type: String, beginning: String),
        path: String
    ) throws {
        try GatewayScene.run { scene in
            let request = Self.chat("?protocol=\(row.name)", "tokens=2", path: path)
            let response = try scene.response(to: request)
            #expect(response.field("Content-Type") == row.type)
            #expect(response.text.hasPrefix(row.beginning))
        }
    }

    @Test func `plain text is the text`() throws {
        try GatewayScene.run { scene in
            let text = try scene.response(to: Self.chat("?protocol=text", "id=3 tokens=20"))
            let ui = try scene.response(to: Self.chat("?protocol=ui", "id=3 tokens=20"))
            #expect(text.field("Content-Type") == "text/plain; charset=utf-8")
            #expect(text.isComplete)
            #expect(text.text == ui.uiStream().text)
            #expect(!text.text.isEmpty)
        }
    }

    @Test func `plain text that failed is cut behind what there was`() throws {
        try GatewayScene.run { scene in
            let client = try scene.connect()
            client.send(Self.chat("?protocol=text", "tokens=9 fault=error:2"))
            try scene.wait { client.hasEnded }
            #expect(!client.text.isEmpty)
            #expect(client.response?.isComplete == false)
            let outcome = try scene.logLine().outcome
            #expect(outcome == "aborted")
        }
    }

    @Test(
        arguments: [
            ("fault=status:429", ChatError.rateLimited), ("fault=error:0", .providerFailed),
            ("tokens=0", .answerEmpty), ("fault=silence", .firstTokenTimeout),
        ]
    )
    func `plain text that cannot begin is refused with a status and a sentence`(
        directive: String,
        error: ChatError
    ) throws {
        try GatewayScene.run({
            $0.openai.maxRetries = 1
            $0.openai.firstTokenTimeout = .milliseconds(300)
            // A sign of life is due before that, but there is none.
            $0.stream.keepalive = .milliseconds(20)
        }) { scene in
            let response = try scene.response(to: Self.chat("?protocol=text", directive))
            #expect(response.status == error.status)
            #expect(response.text == "\(error.sentence)")
            #expect(response.field("Content-Type") == "text/plain; charset=utf-8")
        }
    }

    @Test func `a protocol that there is not is told`() throws {
        try GatewayScene.run { scene in
            for name in ["UI", "", "sse"] {
                let response = try scene.response(to: Self.chat("?protocol=\(name)", "tokens=1"))
                #expect(response.status == 400)
                #expect(response.text.contains("protocol must be one of mamba, ui, data, text"))
            }
        }
    }

    @Test(
        arguments: [
            ("?sdk=5.0.92", [], true), ("?sdk=7.0.77", [], true), ("?sdk=5.0.91", [], false),
            ("", [], false),
            ("", ["X-AI-SDK-Version: 6.0.264"], true), ("?sdk=5", ["X-AI-SDK-Version: 6"], false),
            ("?sdk=7.0.0-beta.1", [], false),
        ] as [(String, [String], Bool)]
    )
    func `a release that is told is told more`(query: String, fields: [String], isTold: Bool) throws
    {
        try GatewayScene.run { scene in
            var request = Self.chat(query, "tokens=2")
            request.fields += fields
            let stream = try scene.response(to: request).uiStream(by: ChunkSchema("7.0.0"))
            #expect((stream.chunks.last?["finishReason"] == "stop") == isTold)
        }
    }

    @Test func `the setting speaks for clients that do not`() throws {
        try GatewayScene.run({ $0.stream.aiSDKVersion = "6" }) { scene in
            let stream = try scene.response(to: Self.chat("", "tokens=2")).uiStream(
                by: ChunkSchema("6.0.0")
            )
            #expect(stream.chunks.last?["finishReason"] == "stop")
            let old = try scene.response(to: Self.chat("?sdk=5.0.0", "tokens=2")).uiStream()
            #expect(old.chunks.last?["finishReason"] == nil)
        }
    }

    @Test func `a client of the fourth release gets its data stream`() throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: Self.chat("?sdk=4.3.19", "tokens=2"))
            #expect(response.field("X-Vercel-AI-Data-Stream") == "v1")
            #expect(response.text.hasSuffix("}\n"))
        }
    }

    @Test func `a tool of the client's is left to it`() throws {
        try GatewayScene.run { scene in
            let directive = "interval=0 tool=where args={}"
            let part: JSONValue = ["type": "text", "text": .string("#mock " + directive)]
            let message: JSONValue = ["id": "1", "role": "user", "parts": [part]]
            let request = GatewayRequest.post(
                "/chat?sdk=6.0.0",
                ["messages": [message], "clientTools": [["name": "where"]]]
            )
            let stream = try scene.response(to: request).uiStream(by: ChunkSchema("6.0.0"))
            #expect(stream.chunks.contains { $0["type"] == "tool-input-available" })
            #expect(stream.chunks.last?["finishReason"] == "tool-calls")
            #expect(scene.counters.statistics.started == 1)
        }
    }

    @Test(arguments: ["/chat/abc/stream", "/chat/completions/a%20b/stream", "/chat/x/stream?y=1"])
    func `there is nothing to resume`(path: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get(path))
            #expect(response.status == 204)
            #expect(response.content.isEmpty)
            let other = try scene.response(to: .other("POST", path))
            #expect(other.status == 405)
            #expect(other.field("Allow") == "GET")
        }
    }

    @Test(arguments: ["/chat//stream", "/chat/a/b/stream", "/chat/a/streams", "/chat/a"])
    func `other paths below the chat are none`(path: String) throws {
        try GatewayScene.run { scene in
            let response = try scene.response(to: .get(path))
            #expect(response.status == 404)
        }
    }
}
