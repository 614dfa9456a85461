// What the data of a provider's event is, before anybody reads it as a chunk.

internal import Bytes
internal import JSON

/// The kinds of data that providers send.
public enum EventData: Equatable, Sendable {
    /// A chunk of the answer, if it can be read.
    case chunk
    /// The mark behind a complete answer.
    case done
    /// A sign of life.
    case nothing

    /// Looks at the data of one event, or at one line of it.
    public init(_ data: Span<UInt8>) {
        // Nearly all data is this.
        guard data.isEmpty || data[0] != UInt8(ascii: "{") else {
            self = .chunk
            return
        }
        let text = data.extracting(Self.trimmedRange(of: data))
        self =
            if text.isEmpty || text.equals("null") || text.equals(#""""#) {
                .nothing
            } else if text.equals("[DONE]") || text.equals(#""[DONE]""#) {
                .done
            } else if text[0] == ASCII.colon, text.firstIndex(of: ASCII.lineFeed) == nil {
                // A comment that has come as data.
                .nothing
            } else { .chunk }
    }

    /// The lines of data that is no JSON as a whole, if each of them is an object, a mark or a sign of life; nil if
    /// it is not so, or if there is only one.
    ///
    /// Some proxies lose the empty lines between events.
    static func lines(of data: Span<UInt8>) -> [Range<Int>]? {
        guard data.firstIndex(of: ASCII.lineFeed) != nil else { return nil }
        var lines: [Range<Int>] = []
        var start = 0
        while start <= data.count {
            let end = data.firstIndex(of: ASCII.lineFeed, from: start) ?? data.count
            if start < end {
                guard isWhole(data.extracting(start..<end)) else { return nil }
                lines.append(start..<end)
            }
            start = end + 1
        }
        return lines.isEmpty ? nil : lines
    }

    /// Tells whether data means something by itself: a mark, a sign of life, or a JSON object from end to end.
    public static func isWhole(_ data: Span<UInt8>) -> Bool {
        guard EventData(data) == .chunk else { return true }
        do throws(JSONError) {
            var reader = JSONReader(data, policy: .lenient)
            guard try reader.peek() == .object else { return false }
            _ = try reader.skipValue()
            try reader.finish()
            return true
        } catch {
            return false
        }
    }

    private static func trimmedRange(of data: Span<UInt8>) -> Range<Int> {
        var lower = 0
        var upper = data.count
        while lower < upper, isBlank(data[lower]) { lower += 1 }
        while lower < upper, isBlank(data[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ASCII.space || byte == ASCII.tab || byte == ASCII.lineFeed
            || byte == ASCII.carriageReturn
    }
}
