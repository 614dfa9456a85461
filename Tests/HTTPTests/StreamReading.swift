// Event streams read in pieces, and read by the steps of the standard.

import Bytes
import HTTP

/// What a parser made of a stream that came in pieces.
struct StreamReading {
    var events: [[UInt8]] = []
    var names: [EventStreamParser.Name] = []
    /// The event that the end of the stream left without its own.
    var last: [UInt8]?
    var isTooLong = false

    var namedEvents: [String] {
        zip(names, events).map { "\($0) \(String(decoding: $1, as: UTF8.self))" }
    }

    /// Feeds the stream in pieces that end at the given places, to a new parser.
    init(_ bytes: [UInt8], ends: [Int], byteCountMax: Int = 1024 * 1024) {
        var parser = EventStreamParser(byteCountMax: byteCountMax)
        var start = 0
        do throws(EventStreamError) {
            for end in ends {
                try read(bytes.span.extracting(start..<end), with: &parser)
                start = end
            }
            if parser.end() {
                let event = parser.takeKept()
                last = [UInt8](event.bytes)
            }
        } catch {
            isTooLong = true
        }
    }

    private mutating func read(
        _ piece: Span<UInt8>,
        with parser: inout EventStreamParser
    ) throws(EventStreamError) {
        var position = 0
        while true {
            switch try parser.next(piece, at: &position) {
            case .needMore:
                precondition(position == piece.count, "bytes were neither used nor kept")
                return
            case .data(let range):
                events.append([UInt8](piece.extracting(range)))
                names.append(parser.name)
            case .keptData:
                var event = parser.takeKept()
                events.append([UInt8](event.bytes))
                names.append(parser.name)
                parser.giveBack(&event)
            }
        }
    }

    static func cutsInThree(_ byteCount: Int) -> [[Int]] {
        guard (3..<60).contains(byteCount) else { return [] }
        return (1..<byteCount - 1).flatMap { first in
            (first + 1..<byteCount).map { [first, $0, byteCount] }
        }
    }

    static func randomCuts(_ byteCount: Int, using random: inout Random) -> [Int] {
        var ends: [Int] = []
        var end = 0
        while end < byteCount {
            end = min(byteCount, end + Int.random(in: 0...9, using: &random))
            ends.append(end)
        }
        return ends
    }

    /// A stream of the pieces that matter to the parser, in any order.
    static func randomStream(using random: inout Random) -> [UInt8] {
        let pieces = [
            "\n", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "data:", "data: ", "data", ":", ": c",
            "x", "yz", " ", "\u{FEFF}", "id: 1", "\u{E9}", "data: {\"a\":1}\n\n", "Data:", "\0",
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...24, using: &random) {
            bytes += Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
        }
        return bytes
    }

    /// The generator of Steele, Lea and Flood (2014), whose whole state is its seed.
    struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}

/// The events of a whole stream, by the steps of the standard, written down one by one.
struct ReferenceReading {
    var events: [[UInt8]] = []
    var isTooLong = false

    init(_ bytes: [UInt8], byteCountMax: Int) {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        var data: [[UInt8]] = []
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            let line = Array(rest[..<end])
            rest = rest[(end + 1)...]
            if bytes[end] == 0x0D, rest.first == 0x0A { rest = rest.dropFirst() }
            guard line.count <= byteCountMax else {
                isTooLong = true
                return
            }
            if line.isEmpty {
                if !data.isEmpty { events.append(Array(data.joined(separator: [0x0A]))) }
                data = []
            } else if let value = Self.dataValue(line) {
                data.append(value)
                let byteCount = data.reduce(data.count - 1) { $0 + $1.count }
                guard byteCount <= byteCountMax else {
                    isTooLong = true
                    return
                }
            }
        }
        isTooLong = rest.count > byteCountMax
    }

    private static func dataValue(_ line: [UInt8]) -> [UInt8]? {
        let colon = line.firstIndex(of: 0x3A) ?? line.count
        guard line[..<colon].elementsEqual("data".utf8) else { return nil }
        let value = line.dropFirst(colon + 1)
        return Array(value.first == 0x20 ? value.dropFirst() : value)
    }
}
