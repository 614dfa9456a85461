// Answers taken apart, in one piece and in any two.

import Bytes
import Testing

@testable import Upstream

@Suite struct ResponseParserTests {
    /// What a parser found, as one text.
    private static func parse(_ pieces: [[UInt8]]) -> String {
        var parser = ResponseParser()
        var found = ""
        for piece in pieces {
            var position = 0
            steps: while true {
                switch parser.next(piece.span, at: &position) {
                case .needMore: break steps
                case .interim: found += "interim;"
                case .head: found += "\(parser.head.status);"
                case .content(let range): found += String(decoding: piece[range], as: UTF8.self)
                case .end: return found + ";end, \(piece.count - position) left"
                case .failed: return found + ";failed"
                }
            }
        }
        return found + (parser.endsWithConnection ? ";to the end" : ";more")
    }

    struct Row: CustomTestStringConvertible, Sendable {
        let bytes: String
        let found: String
        var testDescription: String { found }
    }

    private static let ok = "HTTP/1.1 200 OK\r\n"

    static let rows = [
        Row(bytes: ok + "Content-Length: 3\r\n\r\none", found: "200;one;end, 0 left"),
        Row(bytes: ok + "\r\none", found: "200;one;to the end"),
        Row(bytes: ok + "Content-Length: 4\r\n\r\none", found: "200;one;more"),
        Row(
            bytes: ok
                + "Transfer-Encoding: chunked\r\n\r\n3\r\none\r\n2;a=b\r\n!!\r\n0\r\nX: y\r\n\r\n",
            found: "200;one!!;end, 0 left"
        ),
        Row(
            bytes: "HTTP/1.1 103 X\r\nA: b\r\n\r\nHTTP/1.1 204 X\r\n\r\n",
            found: "interim;204;;end, 0 left"
        ),
        Row(bytes: "HTTP/1.1 101 X\r\n\r\n", found: "101;;to the end"),
        Row(bytes: "HTTP/1.1 2000\r\n\r\n", found: ";failed"),
        Row(bytes: ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", found: ";failed"),
        Row(bytes: ok + "Content-Length: 99999999999999999999\r\n\r\n", found: ";failed"),
        Row(
            bytes: ok + "Content-Length: 9223372036854775807\r\n\r\nx",
            found: "200;x;more"
        ),
    ]

    @Test(arguments: rows)
    func `an answer is the same however it is cut`(row: Row) {
        let bytes = Array(row.bytes.utf8)
        #expect(Self.parse([bytes]) == row.found)
        for place in 1..<bytes.count {
            let found = Self.parse([Array(bytes[..<place]), Array(bytes[place...])])
            #expect(found == row.found, "cut at \(place)")
        }
    }

    @Test func `what is behind the end is left, and belongs to nobody`() {
        let answer = Self.ok + "Content-Length: 3\r\n\r\none"
        let found = Self.parse([Array((answer + answer).utf8)])
        #expect(found == "200;one;end, \(answer.utf8.count) left")
    }

    @Test(arguments: [
        "7fffffffffffffff", "7ffffffffffffff0", "ffffffffffffffff", "8000000000000000",
        "7fffffff00000000", "fffffffffffffffff", "80000000", "ffffffff", "7fffffff",
    ])
    func `no size of a chunk ends the process`(size: String) {
        let head = Self.ok + "Transfer-Encoding: chunked\r\n\r\n"
        for rest in ["x", "xyz\r\n0\r\n\r\n", ""] {
            let found = Self.parse([Array("\(head)\(size)\r\n\(rest)".utf8)])
            #expect(found.hasPrefix("200;") || found == ";failed")
            // With one byte before, positions are near their ends too.
            _ = Self.parse([Array("\(head)1\r\na\r\n\(size)\r\n\(rest)".utf8), Array(rest.utf8)])
        }
    }
}
