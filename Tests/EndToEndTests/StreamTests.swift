// An answer on the wire.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct StreamTests {
        @Test(arguments: ["/chat", "/chat/completions"])
        func `each token arrives while the provider is at the next`(path: String) throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            // Nothing follows the last token that would push it out.
            for count in [1, 2, 5] {
                let answer = try server.chat(
                    "#mock id=1 interval=1ms fault=stall:\(count)",
                    path: path
                )
                #expect(answer.response.status == 200)
                for _ in 0..<count { try answer.skip(to: "text-delta") }
                #expect(try mock.count("completed") == 0)
                answer.hangUp()
            }
        }

        @Test func `POST chat is a UI message stream`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let answer = try server.chat("#mock id=2 tokens=3 interval=1ms")
            #expect(answer.response["content-type"] == "text/event-stream; charset=utf-8")
            #expect(answer.response["x-vercel-ai-ui-message-stream"] == "v1")
            #expect(answer.response["cache-control"] == "no-cache, no-transform")
            #expect(answer.response["x-accel-buffering"] == "no")
            #expect(
                try answer.rest().map(\.type) == [
                    "start", "start-step", "text-start", "text-delta", "text-delta", "text-delta",
                    "text-end", "finish-step", "finish", "[DONE]",
                ]
            )
        }

        @Test func `POST chat-completions speaks the original's events`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let answer = try server.chat(
                "#mock id=2 tokens=3 interval=1ms",
                path: "/chat/completions"
            )
            let events = try answer.rest()
            #expect(events.map(\.type) == ["text-delta", "text-delta", "text-delta", "finish"])
            #expect(events.dropLast().allSatisfy { $0.json?["textDelta"] is String })
        }

        @Test(arguments: ["", " split", " crlf comments", " multiline obfuscation", " merge=7"])
        func `the bytes between the quotes are the provider's`(layout: String) throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let directive = "#mock id=77 tokens=150 interval=0\(layout)"
            let sent = try contentsOfProvider(mock, "#mock id=77 tokens=150 interval=0")
            #expect(sent.count == 150)
            // Escapes that need not be, characters of several bytes, and what only looks like syntax.
            let all = String(decoding: sent.joined(), as: UTF8.self)
            #expect(all.contains(#"\ud83d\ude00"#) && all.contains(#"<\/script>"#))
            #expect(all.contains("文字") && all.contains("🚀") && all.contains(#"\u0000"#))
            let arrived = try server.chat(directive).rest().compactMap { event in
                Self.between(#"{"type":"text-delta","id":"txt-0","delta":""#, #""}"#, in: event)
            }
            #expect(arrived == sent)
        }

        private func contentsOfProvider(_ mock: MockServer, _ directive: String) throws -> [[UInt8]]
        {
            let connection = try Connection(to: mock.port)
            let message = ["role": "user", "content": directive]
            let body: [String: Any] = ["model": "m", "stream": true, "messages": [message]]
            let bytes = try JSONSerialization.data(withJSONObject: body)
            let text = String(decoding: bytes, as: UTF8.self)
            try connection.send("POST", "/v1/chat/completions", body: text)
            return try EventReader(connection).rest().compactMap { event in
                Self.between(#""delta":{"content":""#, #""},"logprobs""#, in: event)
            }
        }

        // Bytes, because characters that are not the same may compare equal.
        private static func between(
            _ start: String,
            _ end: String,
            in event: EventReader.Event
        ) -> [UInt8]? {
            let bytes = Array(event.text.utf8)
            guard let head = bytes.firstRange(of: Array(start.utf8)),
                let tail = bytes[head.upperBound...].firstRange(of: Array(end.utf8))
            else { return nil }
            return Array(bytes[head.upperBound..<tail.lowerBound])
        }

        @Test func `a connection serves one answer after the other`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock)
            let connection = try server.connect()
            for id in 1...3 {
                let answer = try server.chat("#mock id=\(id) tokens=2 interval=0", on: connection)
                #expect(try answer.rest().last?.type == "[DONE]")
            }
            #expect(try connection.request("GET", "/health/live").status == 200)
        }

        @Test func `the demonstration needs neither key nor network`() throws {
            let program = try Program(["serve", "--demo", "--port", "0", "--workers", "1"])
            let banner = try program.error.line { $0.contains("listening on http://127.0.0.1:") }
            let port = try #require(portNumber(in: banner))
            _ = try program.error.line { $0.contains("embedded mock provider") }
            _ = try program.error.line { $0.contains("curl -N http://127.0.0.1:\(port)/chat ") }
            let connection = try Connection(to: port)
            try connection.send("POST", "/chat", body: chatBody("Hello!"))
            let events = try EventReader(connection).rest()
            #expect(events.filter { $0.type == "text-delta" }.count > 10)
            #expect(events.last?.type == "[DONE]")
            program.signal(SIGTERM)
            #expect(try program.exitStatus() == 0)
        }

        @Test func `the banner tells what is true of this process`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["SERVER__WORKERS": "3"])
            let banner = try server.program.error.line { $0.contains("built on") }
            #expect(
                banner.contains("libuv 1.") && banner.contains("libcurl ")
                    && banner.contains("Swift 6.")
            )
            let text = server.program.error.text
            #expect(text.contains("warning: authentication is off"))
            #expect(text.contains("├ workers   3 "))
            #expect(text.contains("├ provider  \(mock.baseURL) "))
            #expect(!text.contains("sk-end-to-end"))
        }
    }
}
