// Where a body's content stands and where it ends, however it is split.

import HTTP
import Testing

@testable import Upstream

@Suite struct BodyDecoderTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let framing: BodyDecoder.Framing
        let body: String
        let content: String
        var isComplete = true
        var hasSurplus = false
        var error: HTTPError?
    }

    static let rows = [
        Row(testDescription: "a count", framing: .counted(5), body: "hello", content: "hello"),
        Row(
            testDescription: "a count that is not reached",
            framing: .counted(6),
            body: "hello",
            content: "hello",
            isComplete: false
        ),
        Row(
            testDescription: "more than the count",
            framing: .counted(4),
            body: "hello",
            content: "hell",
            hasSurplus: true
        ),
        Row(
            testDescription: "something where there is nothing",
            framing: .counted(0),
            body: "x",
            content: "",
            hasSurplus: true
        ),
        Row(
            testDescription: "up to the close",
            framing: .untilClose,
            body: "3\r\none\r\n",
            content: "3\r\none\r\n",
            isComplete: false
        ),
        Row(
            testDescription: "chunks",
            framing: .chunked,
            body: "3\r\none\r\n00A;a=b\r\n0123456789\r\n1  \r\nx\r\n0\r\nX: y\r\n\r\n",
            content: "one0123456789x"
        ),
        Row(
            testDescription: "more than the chunks",
            framing: .chunked,
            body: "1\r\nx\r\n0\r\n\r\nHTTP",
            content: "x",
            hasSurplus: true
        ),
        Row(
            testDescription: "chunks without end",
            framing: .chunked,
            body: "1\r\nx\r\n2\r\ny",
            content: "xy",
            isComplete: false
        ),
        Row(
            testDescription: "a chunk that is longer than its size",
            framing: .chunked,
            body: "3\r\none\r\n1\r\nxy\r\n",
            content: "onex",
            isComplete: false,
            error: .badChunkEnd
        ),
        Row(
            testDescription: "a size that is none",
            framing: .chunked,
            body: "1\r\nx\r\ng\r\n",
            content: "x",
            isComplete: false,
            error: .badChunkSize
        ),
    ]

    @Test(arguments: rows)
    func `the content up to the end or an error is found in one piece and in any two`(row: Row) {
        let bytes = Array(row.body.utf8)
        for split in 0...bytes.count {
            var decoder = BodyDecoder(row.framing)
            var content: [UInt8] = []
            for piece in [Array(bytes[..<split]), Array(bytes[split...])] {
                var position = 0
                while let range = decoder.next(piece.span, at: &position) {
                    content += piece[range]
                }
            }
            #expect(String(decoding: content, as: UTF8.self) == row.content, "split at \(split)")
            #expect(decoder.isComplete == row.isComplete)
            #expect(decoder.hasSurplus == row.hasSurplus)
            #expect(decoder.error == row.error)
        }
    }

    @Test(arguments: [
        (BodyDecoder.Framing.counted(0), true), (.counted(1), false), (.chunked, false),
        (.untilClose, true),
    ])
    func `the end of the connection is the end of a body that has no other`(
        framing: BodyDecoder.Framing,
        isEnd: Bool
    ) {
        #expect(BodyDecoder(framing).endsWithConnection == isEnd)
    }
}
