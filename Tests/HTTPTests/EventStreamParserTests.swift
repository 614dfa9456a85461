import Bytes
import Foundation
import HTTP
import Testing

@Suite struct EventStreamParserTests {
    // The standard's own examples

    /// A stream and the events of it, from the web platform tests.
    private struct Vector: Decodable {
        let name: String
        let stream_latin1_of_utf8_bytes: String
        let events: [Event]

        struct Event: Decodable {
            let data: String
        }
    }

    @Test func `the web platform's streams give their events however they are cut`() throws {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/wpt-eventsource/vectors.json")
        let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
        #expect(vectors.count == 10)
        for vector in vectors {
            let bytes = latin1(vector.stream_latin1_of_utf8_bytes)
            let expected = vector.events.map { Array($0.data.utf8) }
            for ends in Splits(of: bytes) {
                #expect(
                    StreamReading(bytes, ends: ends).events == expected,
                    "\(vector.name) cut at \(ends.count < 3 ? ends : [1])"
                )
            }
        }
    }

    // Streams by their parts

    /// A stream and what its events are.
    struct Case: CustomTestStringConvertible {
        let name: String
        let stream: String
        let events: [String]
        var testDescription: String { name }

        static let all = [
            Case(name: "an empty stream", stream: "", events: []),
            Case(name: "only ends of lines", stream: "\n\r\r\n\n\n\r", events: []),
            Case(
                name: "the three ends of lines",
                stream: "data: a\n\ndata: b\r\rdata: c\r\n\r\n",
                events: ["a", "b", "c"]
            ),
            Case(
                name: "ends of lines mixed in one event",
                stream: "data: a\rdata: b\ndata: c\r\n\ndata: d\n\r",
                events: ["a\nb\nc", "d"]
            ),
            Case(
                name: "an LF after CR LF is an empty line",
                stream: "data: a\r\n\ndata: b\r\n\r\n",
                events: ["a", "b"]
            ),
            Case(
                name: "comments alone are no event",
                stream: ": ping\n\n:\n\n: OPENROUTER PROCESSING\r\n\r\n",
                events: []
            ),
            Case(
                name: "comments between the lines of an event",
                stream: ":a\ndata: x\n: data: no\ndata: y\n:z\n\n",
                events: ["x\ny"]
            ),
            Case(
                name: "other fields are skipped",
                stream: "event: error\nid: 7\nretry: 10\ndata: x\n\nid: 8\n\n",
                events: ["x"]
            ),
            Case(
                name: "one space after the colon belongs to the field",
                stream: "data:x\n\ndata: x\n\ndata:  x\n\ndata:\tx\n\n",
                events: ["x", "x", " x", "\tx"]
            ),
            Case(
                name: "field names are compared whole and in case",
                stream: "Data: a\n\ndatas: b\n\n data: c\n\ndat: d\n\ndata : e\n\n",
                events: []
            ),
            Case(
                name: "data without value",
                stream: "data\n\ndata:\n\ndata: \n\ndata\ndata\n\n",
                events: ["", "", "", "\n"]
            ),
            Case(
                name: "a colon in the value",
                stream: "data: a: b\n\ndata::\n\n",
                events: ["a: b", ":"]
            ),
            Case(
                name: "an event without its empty line is dropped",
                stream: "data: a\n\ndata: b\n",
                events: ["a"]
            ),
            Case(
                name: "a line without its end is dropped",
                stream: "data: a\n\ndata: b",
                events: ["a"]
            ),
            Case(
                name: "characters of several bytes",
                stream: "data: \u{E9}\u{2028}\u{85}\u{1F40D}\n\n",
                events: ["\u{E9}\u{2028}\u{85}\u{1F40D}"]
            ),
            Case(
                name: "a byte order mark at the start",
                stream: "\u{FEFF}data: a\n\n",
                events: ["a"]
            ),
            Case(
                name: "a byte order mark elsewhere is part of its line",
                stream: "data: \u{FEFF}a\n\n\u{FEFF}data: b\n\n",
                events: ["\u{FEFF}a"]
            ),
            Case(
                name: "a mark and nothing else",
                stream: "\u{FEFF}\n\n",
                events: []
            ),
        ]
    }

    @Test(arguments: Case.all)
    func `a stream gives its events however it is cut`(row: Case) {
        let bytes = Array(row.stream.utf8)
        let expected = row.events.map { Array($0.utf8) }
        for ends in Splits(of: bytes) {
            #expect(StreamReading(bytes, ends: ends).events == expected)
        }
        for ends in StreamReading.cutsInThree(bytes.count) {
            #expect(StreamReading(bytes, ends: ends).events == expected)
        }
    }

    @Test(arguments: [[0xEF], [0xEF, 0xBB], [0xEF, 0xBB, 0xBE]] as [[UInt8]])
    func `a mark that is not whole spoils its line only`(mark: [UInt8]) {
        let bytes = mark + Array("data: a\n\ndata: b\n\n".utf8)
        for ends in Splits(of: bytes) {
            #expect(StreamReading(bytes, ends: ends).events == [Array("b".utf8)])
        }
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `a mark that is cut off by the end of its line spoils nothing`(end: String) {
        let bytes = [0xEF, 0xBB] + Array("\(end)data: a\(end)\(end)".utf8)
        for ends in Splits(of: bytes) {
            #expect(StreamReading(bytes, ends: ends).events == [Array("a".utf8)])
        }
    }

    // Names

    /// Streams, and the names of their events with their data.
    @Test(arguments: [
        ("event: error\ndata: x\n\ndata: y\n\n", ["error x", "message y"]),
        ("event:ping\ndata: x\n\nevent: keepalive\ndata\n\n", ["signOfLife x", "signOfLife "]),
        (
            "event: Keep-Alive\rdata: x\r\revent: heartbeat\rdata: y\r\r",
            ["signOfLife x", "signOfLife y"]
        ),
        ("data: x\nevent: error\n\ndata: y\n\n", ["error x", "message y"]),
        ("event: error\nevent: message\ndata: x\n\n", ["message x"]),
        ("event: ping\n\ndata: x\n\n", ["message x"]),
        ("event: error\n\ndata: x\n\n", ["error ", "message x"]),
        ("event: error\r\ndata: x\r\ndata: y\r\n\r\n", ["error x\ny"]),
        ("event: errors\ndata: x\n\nEvent: error\ndata: y\n\n", ["message x", "message y"]),
    ])
    func `an event has its name however it is cut`(stream: String, events: [String]) {
        let bytes = Array(stream.utf8)
        for ends in Splits(of: bytes) {
            #expect(StreamReading(bytes, ends: ends).namedEvents == events)
        }
    }

    // The end

    @Test(arguments: [
        ("data: a\n\ndata: b", "b"), ("data: a\n\ndata: b\n", "b"), ("data: b\ndata: c\r", "b\nc"),
        ("event: error\ndata: b", "b"), ("data", ""), ("event: error", ""),
        ("data: a\n\n", nil), ("", nil), (": x", nil), ("data: a\n\nid: 7\n", nil), ("dat", nil),
        ("\u{FEFF}data: b", "b"),
    ])
    func `the last event need not have its end however it is cut`(stream: String, last: String?) {
        let bytes = Array(stream.utf8)
        for ends in Splits(of: bytes) {
            #expect(StreamReading(bytes, ends: ends).last == last.map { Array($0.utf8) })
        }
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `whichever way lines end, a long piece is read in linear steps`(end: String) throws {
        // Were the rest of the piece looked through for each line, this would take minutes.
        let count = 400_000
        let piece = Array(String(repeating: "data: x\(end)\(end)", count: count).utf8)
        #expect(StreamReading(piece, ends: [piece.count]).events.count == count)
    }

    @Test func `the memory of a large event is not kept`() throws {
        let large = Array(("data: " + String(repeating: "x", count: 300_000)).utf8)
        let end = Array("\n\ndata: y\ndata: z\n\n".utf8)
        var parser = EventStreamParser(byteCountMax: 1 << 20)
        var position = 0
        #expect(try parser.next(large.span, at: &position) == .needMore)
        position = 0
        #expect(try parser.next(end.span, at: &position) == .keptData)
        var event = parser.takeKept()
        #expect(event.count == 300_000)
        parser.giveBack(&event)
        #expect(try parser.next(end.span, at: &position) == .keptData)
        let next = parser.takeKept()
        #expect(String(next.bytes) == "y\nz")
        #expect(next.capacity < 1024)
    }

    // What is copied

    @Test func `an event that lies whole in the bytes is a range of them`() throws {
        let bytes = Array("data: one\n\n: ping\n\ndata: two\n\n".utf8)
        var parser = EventStreamParser(byteCountMax: 100)
        var position = 0
        #expect(try parser.next(bytes.span, at: &position) == .data(6..<9))
        #expect(try parser.next(bytes.span, at: &position) == .data(25..<28))
        #expect(try parser.next(bytes.span, at: &position) == .needMore)
        #expect(position == bytes.count)
    }

    @Test func `what was lent is lent again with the same memory`() throws {
        let bytes = Array("data: one\ndata: two\n\n".utf8)
        var parser = EventStreamParser(byteCountMax: 100)
        var capacities: Set<Int> = []
        for _ in 0..<10 {
            var position = 0
            #expect(try parser.next(bytes.span, at: &position) == .keptData)
            var event = parser.takeKept()
            #expect(String(event.bytes) == "one\ntwo")
            capacities.insert(event.capacity)
            parser.giveBack(&event)
            #expect(try parser.next(bytes.span, at: &position) == .needMore)
        }
        #expect(capacities.count == 1)
    }

    // Bounds

    @Test(arguments: ["data:", "data: ", ": ", "event: "], [63, 64, 65])
    func `a line may be as long as the bound, however it is cut`(name: String, count: Int) {
        let line = name + String(repeating: "x", count: count - name.utf8.count)
        let bytes = Array("data: a\n\n\(line)\n\ndata: b\n\n".utf8)
        let reference = ReferenceReading(bytes, byteCountMax: 64)
        #expect(reference.isTooLong == (count > 64))
        for ends in Splits(of: bytes) {
            let reading = StreamReading(bytes, ends: ends, byteCountMax: 64)
            #expect(reading.isTooLong == reference.isTooLong)
            #expect(reading.events == reference.events)
        }
    }

    @Test(arguments: [63, 64, 65])
    func `an event's data may be as long as the bound, however it is cut`(count: Int) {
        // Three lines and the two line feeds between them.
        let lines = [20, 20, count - 42].map { "data:" + String(repeating: "x", count: $0) }
        let bytes = Array((lines.joined(separator: "\n") + "\n\ndata: b\n\n").utf8)
        for ends in Splits(of: bytes) {
            let reading = StreamReading(bytes, ends: ends, byteCountMax: 64)
            #expect(reading.isTooLong == (count > 64))
            #expect(reading.events.count == (count > 64 ? 0 : 2))
        }
    }

    @Test func `a line that never ends is refused before much of it is kept`() {
        let piece = [UInt8](repeating: 0x78, count: 4096)
        var parser = EventStreamParser(byteCountMax: 1024 * 1024)
        var pieceCount = 0
        do throws(EventStreamError) {
            while pieceCount < 1000 {
                var position = 0
                _ = try parser.next(piece.span, at: &position)
                pieceCount += 1
            }
        } catch {
            #expect(error == .tooLong)
        }
        #expect(pieceCount == 256)
    }

    // However the bytes are cut

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `random streams in random pieces give the events of the whole`(seed: UInt64) {
        var random = StreamReading.Random(state: seed)
        for round in 0..<400 {
            let bytes = StreamReading.randomStream(using: &random)
            let bound = round % 4 == 0 ? 24 : 10_000
            let expected = ReferenceReading(bytes, byteCountMax: bound)
            for _ in 0..<4 {
                let ends = StreamReading.randomCuts(bytes.count, using: &random)
                let reading = StreamReading(bytes, ends: ends, byteCountMax: bound)
                #expect(reading.events == expected.events, "\(bytes) cut at \(ends)")
                #expect(reading.isTooLong == expected.isTooLong, "\(bytes) cut at \(ends)")
            }
        }
    }
}
