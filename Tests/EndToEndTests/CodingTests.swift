// Bodies that come compressed, to the program itself.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct CodingTests {
        private func post(
            _ body: [UInt8],
            _ coding: String,
            path: String = "/chat",
            on connection: Connection,
            lastByte: Bool = true
        ) throws {
            let head = """
                POST \(path) HTTP/1.1\r\nHost: mamba\r\nContent-Type: application/json\r\n\
                Content-Encoding: \(coding)\r\nContent-Length: \(body.count)\r\n\r\n
                """
            try connection.send(head)
            try connection.send(bytes: Array(body.dropLast(lastByte ? 0 : 1)))
        }

        private func compressed(_ bytes: [UInt8], _ coding: String) -> [UInt8] {
            coding == "zstd"
                ? CompressedContent.zstd(storing: bytes) : CompressedContent.gzip(storing: bytes)
        }

        @Test(arguments: ["gzip", "x-gzip", "zstd"])
        func `a chat that comes compressed is answered`(coding: String) throws {
            let server = try ChatServer(try MockServer())
            let text = try chatBody("#mock id=1 tokens=3 interval=0")
            let connection = try server.connect()
            for mark in ["", "\u{FEFF}"] {
                try post(compressed(Array((mark + text).utf8), coding), coding, on: connection)
                #expect(try EventReader(connection).rest().last?.type == "[DONE]")
            }
            let body = #"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#
            try post(
                compressed(Array(body.utf8), coding),
                coding,
                path: "/v1/chat/completions",
                on: connection
            )
            #expect(try connection.readResponse().status == 200)
        }

        @Test func `a few bytes that become too many are refused, and their memory is bounded`()
            throws
        {
            let server = try ChatServer(nil, settings: ["LIMITS__BODIES_BYTES": "16777216"])
            // 50 MB and a gigabyte, of a bound of 10 MiB.
            let bombs = [
                ("gzip", CompressedContent.gzip(repeating: 0x20, byteCount: 258 * 200_000 + 1)),
                ("zstd", CompressedContent.zstd(repeating: 0x20, byteCount: 1 << 30)),
            ]
            let connection = try server.connect()
            for path in ["/chat", "/v1/chat/completions"] {
                for (coding, bomb) in bombs {
                    try post(bomb, coding, path: path, on: connection)
                    let response = try connection.readResponse()
                    #expect(response.status == 413)
                    #expect(response["connection"] == "keep-alive")
                }
            }
            let metrics = MetricsText(try connection.request("GET", "/metrics"))
            #expect(metrics["mamba_http_body_memory_bytes"] == 0)
            // The address sanitizer keeps what was freed.
            guard !Sanitizer.isOn else { return }
            #expect(metrics["process_resident_memory_bytes"] ?? .infinity < 150e6)
        }

        @Test func `others are served while a body is decoded that takes long`() throws {
            let server = try ChatServer(nil, settings: ["SERVER__WORKERS": "1"])
            // Nearly a second of zlib's time.
            let body = CompressedContent.gzip(tablesOf: 10_400_000)
            let slow = try server.connect()
            try post(body, "gzip", on: slow, lastByte: false)
            let other = try server.connect()
            let request = Array("GET /models HTTP/1.1\r\nHost: mamba\r\n\r\n".utf8)
            try other.send(bytes: Array(request.dropLast()))
            try slow.send(bytes: Array(body.suffix(1)))
            try other.send(bytes: Array(request.suffix(1)))
            #expect(try other.readResponse().status == 200)
            #expect((try? slow.receive(within: .milliseconds(1))) == nil)
            // It is well-formed, and there is nothing in it.
            #expect(try slow.readResponse().status == 422)
        }

        @Test func `a client may leave while its body is decoded`() throws {
            let server = try ChatServer(nil, settings: ["SERVER__WORKERS": "1"])
            let body = CompressedContent.gzip(tablesOf: 10_400_000)
            let slow = try server.connect()
            try post(body, "gzip", on: slow)
            slow.close()
            let isFree = try eventually {
                MetricsText(try server.connect().request("GET", "/metrics"))[
                    "mamba_http_body_memory_bytes"
                ] == 0
            }
            #expect(isFree)
        }

        @Test(arguments: ["gzip", "zstd"])
        func `what is broken is refused, and as much as may be is taken`(coding: String) throws {
            let server = try ChatServer(nil, settings: ["LIMITS__BODY_BYTES": "100000"])
            let connection = try server.connect()
            let whole = compressed(Array("[]".utf8), coding)
            try post(whole.dropLast(), coding, on: connection)
            #expect(try connection.readResponse().status == 400)
            // The bound is on what it becomes.
            let byteCount = 258 * 387 + 1
            for (rest, status) in [(100_000 - byteCount, 422), (100_001 - byteCount, 413)] {
                let end = Array(repeating: UInt8(ascii: " "), count: rest - 2) + Array("[]".utf8)
                let begin =
                    coding == "zstd"
                    ? CompressedContent.zstd(repeating: 0x20, byteCount: byteCount)
                    : CompressedContent.gzip(repeating: 0x20, byteCount: byteCount)
                let bytes = begin + compressed(end, coding)
                try post(bytes, coding, on: connection)
                #expect(try connection.readResponse().status == status)
            }
        }
    }
}
