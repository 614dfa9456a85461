// Responses at every split, and what is no response.

import Bytes
import Testing

@testable import LoadGenerator

@Suite struct LoadResponseParserTests {
    struct Row: CustomTestStringConvertible {
        let name: String
        let bytes: String
        let statusCode: Int
        let content: String
        var isEventStream = false
        var isPersistent = true
        /// Tells whether the connection's end is needed to end it.
        var endsWithConnection = false

        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "chunks",
            bytes: "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n00000002\r\n, \r\n5\r\nworld\r\n0\r\n\r\n",
            statusCode: 200,
            content: "hello, world",
            isEventStream: true
        ),
        Row(
            name: "length",
            bytes: "HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\nConnection: close\r\n\r\nabc",
            statusCode: 404,
            content: "abc",
            isPersistent: false
        ),
        Row(
            name: "no content",
            bytes: "HTTP/1.1 204 No Content\r\n\r\n",
            statusCode: 204,
            content: ""
        ),
        Row(
            name: "length zero",
            bytes: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            statusCode: 200,
            content: ""
        ),
        Row(
            name: "up to the close",
            bytes: "HTTP/1.1 200 OK\r\n\r\nall of it",
            statusCode: 200,
            content: "all of it",
            endsWithConnection: true
        ),
        Row(
            name: "interim",
            bytes: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
            statusCode: 200,
            content: "x"
        ),
    ]

    /// What a parser makes of pieces.
    private func parse(_ pieces: [[UInt8]]) throws(ResponseError) -> (ResponseHead?, String, Bool) {
        var parser = LoadResponseParser()
        var head: ResponseHead?
        var content: [UInt8] = []
        for piece in pieces {
            var position = 0
            steps: while true {
                switch try parser.next(piece.span, at: &position) {
                case .needMore: break steps
                case .head(let found): head = found
                case .content(let range): content += piece[range]
                case .end: return (head, String(decoding: content, as: UTF8.self), true)
                }
            }
        }
        return (head, String(decoding: content, as: UTF8.self), parser.endsWithConnection)
    }

    @Test(arguments: rows)
    func `a response is the same at every split`(_ row: Row) throws {
        let bytes = Array(row.bytes.utf8)
        var splits = (0...bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
        splits.append(bytes.map { [$0] })
        for pieces in splits {
            let (head, content, hasEnded) = try parse(pieces)
            #expect(head?.statusCode == row.statusCode)
            #expect(head?.isEventStream == row.isEventStream)
            #expect(head?.isPersistent == row.isPersistent)
            #expect(content == row.content)
            #expect(hasEnded)
        }
    }

    @Test(arguments: rows.filter { !$0.endsWithConnection })
    func `a response that is cut has not ended`(_ row: Row) throws {
        let bytes = Array(row.bytes.utf8)
        for count in 0..<bytes.count {
            let (_, _, hasEnded) = try parse([Array(bytes[..<count])])
            #expect(!hasEnded)
        }
    }

    @Test(arguments: [
        "NONSENSE\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `what is no response is refused`(_ text: String) {
        #expect(throws: ResponseError.self) { try parse([Array(text.utf8)]) }
    }

    @Test func `a head without end is refused`() {
        let head = "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 64 * 1024)
        #expect(throws: ResponseError.self) { try parse([Array(head.utf8)]) }
    }

    @Test func `the next response is parsed from the start`() throws {
        var parser = LoadResponseParser()
        let bytes = Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx".utf8)
        for _ in 0..<2 {
            var position = 0
            let isUntouched = parser.isUntouched
            #expect(isUntouched)
            while try parser.next(bytes.span, at: &position) != .end {}
            parser.begin()
        }
    }

    @Test(arguments: [
        "Content-Length: 9223372036854775807\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n",
    ])
    func `no length is too much for the arithmetic`(framing: String) throws {
        let bytes = Array("HTTP/1.1 200 OK\r\n\(framing)xyz".utf8)
        var parser = LoadResponseParser()
        var position = 0
        var contentByteCount = 0
        var isHungry = false
        while !isHungry {
            switch try parser.next(bytes.span, at: &position) {
            case .needMore: isHungry = true
            case .content(let range): contentByteCount += range.count
            case .head: break
            case .end:
                Issue.record("an end")
                return
            }
        }
        #expect(contentByteCount == 3)
    }
}
