// Event streams: the same events however cut, and those of a reader written straight from the standard.

import Bytes
import HTTP

/// What must hold for the parser of event streams.
enum EventsProperty {
    private static let byteCountMax = 256

    static func complaint(about input: [UInt8]) -> String? {
        var whole: (events: [[UInt8]], isTooLong: Bool)?
        for ends in Cuts(of: input).all {
            let found = parse(Cuts.pieces(of: input, ends: ends), byteCountMax: byteCountMax)
            if let whole, whole != found { return "cut at \(ends): \(found), not \(whole)" }
            if whole == nil { whole = found }
        }
        let unbounded = parse([input], byteCountMax: input.count + 1)
        guard unbounded.events == reference(input), !unbounded.isTooLong else {
            return "\(unbounded), not \(reference(input))"
        }
        return nil
    }

    private static func parse(
        _ pieces: [[UInt8]],
        byteCountMax: Int
    ) -> (events: [[UInt8]], isTooLong: Bool) {
        var parser = EventStreamParser(byteCountMax: byteCountMax)
        var events: [[UInt8]] = []
        for piece in pieces {
            var position = 0
            var needsMore = false
            while !needsMore {
                do throws(EventStreamError) {
                    switch try parser.next(piece.span, at: &position) {
                    case .needMore: needsMore = true
                    case .data(let range): events.append(Array(piece[range]))
                    case .keptData:
                        var kept = parser.takeKept()
                        events.append([UInt8](kept.bytes))
                        parser.giveBack(&kept)
                    }
                } catch {
                    return (events, true)
                }
            }
        }
        return (events, false)
    }

    /// The data of all events, by WHATWG HTML section 9.2.6 word for word, on bytes; but an event called `error` is one
    /// even without data.
    private static func reference(_ input: [UInt8]) -> [[UInt8]] {
        var rest = input.starts(with: [0xEF, 0xBB, 0xBF]) ? input.dropFirst(3) : input[...]
        var events: [[UInt8]] = []
        var data: [UInt8]?
        var isError = false
        while let end = rest.firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
            let line = Array(rest[..<end])
            let isPair = rest[end] == 0x0D && end + 1 < rest.endIndex && rest[end + 1] == 0x0A
            rest = rest[(end + (isPair ? 2 : 1))...]
            if line.isEmpty {
                if let data { events.append(data) } else if isError { events.append([]) }
                data = nil
                isError = false
                continue
            }
            let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
            var value = line[min(colon + 1, line.endIndex)...]
            if value.first == 0x20 { value = value.dropFirst() }
            if line[..<colon].elementsEqual("event".utf8) {
                let name = String(decoding: value, as: UTF8.self)
                let blanks: Set<Character> = [" ", "\t"]
                isError = String(name.filter { !blanks.contains($0) }).lowercased() == "error"
            }
            guard line[..<colon].elementsEqual("data".utf8) else { continue }
            data = data.map { $0 + [0x0A] + value } ?? Array(value)
        }
        return events
    }
}
