// Finds the events in a stream of Server-Sent Events, however its bytes are split.

public import Bytes

/// Why an event stream cannot be read on.
public enum EventStreamError: Error, Hashable, Sendable {
    /// A line, or the data of one event, is longer than the bound.
    case tooLong
}

/// An incremental parser of event streams that yields the data of each event.
///
/// WHATWG HTML section 9.2.6.
///
/// An event that lies whole in the bytes given, with one `data` line, is reported as a range of them and never copied;
/// any other is gathered and lent by ``takeKept()``. Of event names only those count that providers give a meaning
/// (``name``); ids, retry times and comments are skipped. An event that the end of the stream leaves unterminated is
/// dropped, as the standard says, unless ``end()`` is called for it. An event called `error` is reported even without
/// data.
///
/// Complexity: linear in the bytes, whichever way their lines end.
public struct EventStreamParser: ~Copyable {
    /// What ``next(_:at:)`` found.
    public enum Event: Equatable, Sendable {
        /// Nothing complete: all bytes have been used.
        case needMore
        /// The data of an event, as a range of the bytes given.
        case data(Range<Int>)
        /// The data of an event that ``EventStreamParser/takeKept()`` lends.
        case keptData
    }

    /// The names of events that have a meaning.
    public enum Name: Hashable, Sendable {
        /// No name, or one without a meaning here.
        case message
        /// The provider reports that it failed.
        case error
        /// The provider shows that it still lives: `ping`, `keepalive`, `keep-alive`, `heartbeat`.
        case signOfLife
    }

    /// Where the parser stands between two lines.
    private enum LineStart { case streamStart(matchedBOM: Int), afterCarriageReturn, anywhere }

    private static let byteOrderMark: InlineArray<3, UInt8> = [0xEF, 0xBB, 0xBF]

    private let byteCountMax: Int
    private var lineStart = LineStart.streamStart(matchedBOM: 0)
    /// The beginning of a line whose end has not arrived.
    private var line = ByteBuffer()
    /// The data lines of the event under way that are not in the bytes at hand.
    private var data = ByteBuffer()
    private var hasData = false
    private var wasDelivered = false
    /// The name that the event under way has so far.
    private var nextName = Name.message
    /// Whether the last line ended in CR, so that a search for LF may go far beyond the next line.
    private var endedInCarriageReturn = false
    /// The name of the event last reported.
    public private(set) var name = Name.message

    /// The memory that is kept between two events, in bytes: a large one is rarely followed by another.
    private static let keptCapacityMax = 64 * 1024

    /// Creates a parser for a stream's beginning.
    ///
    /// - Parameter byteCountMax: The most bytes of one line and of one event's data.
    public init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// Lends the data of the event last reported as ``Event/keptData``, to be given back before the next call of
    /// `next`.
    public mutating func takeKept() -> ByteBuffer {
        precondition(wasDelivered, "nothing was kept for the event at hand")
        var taken = ByteBuffer()
        swap(&taken, &data)
        return taken
    }

    /// Takes back what ``takeKept()`` lent, for its memory.
    public mutating func giveBack(_ buffer: inout ByteBuffer) {
        guard buffer.capacity <= Self.keptCapacityMax else { return }
        swap(&buffer, &data)
    }

    /// Moves `position` forward to the end of the next event, or through all bytes.
    ///
    /// To be called with the same bytes until it answers ``Event/needMore``.
    /// - Throws: When a line or an event is too long; the parser is of no use afterwards.
    public mutating func next(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(EventStreamError) -> Event {
        if wasDelivered { forgetEvent() }
        guard position < bytes.count else { return .needMore }
        skipLineStart(bytes, at: &position)
        if let data = usualEvent(bytes, at: &position) { return .data(data) }
        // The data line of this event that lies in `bytes`; copied only if another one or the end of the bytes follows.
        var lone: Range<Int>?
        while let end = endOfLine(bytes, from: position) {
            let start = position
            guard line.count + (end - start) <= byteCountMax else { throw .tooLong }
            position = end
            skipLineEnd(bytes, at: &position)
            if !line.isEmpty {
                line.append(bytes.extracting(start..<end))
                takeKeptLine()
            } else if start == end {
                if let lone {
                    takeName()
                    return .data(lone)
                }
                guard eventEnded() else { continue }
                return .keptData
            } else if let value = Self.dataValue(of: bytes, in: start..<end) {
                if lone == nil, !hasData {
                    lone = value
                } else {
                    keep(lone, of: bytes)
                    lone = nil
                    keep(value, of: bytes)
                }
            } else {
                readName(of: bytes, in: start..<end)
            }
            guard data.count <= byteCountMax else { throw .tooLong }
        }
        keep(lone, of: bytes)
        line.append(bytes.extracting(position..<bytes.count))
        position = bytes.count
        guard line.count <= byteCountMax, data.count <= byteCountMax else { throw .tooLong }
        return .needMore
    }

    /// Takes the end of the stream, where it is known that nothing of it is missing.
    ///
    /// True if an event was under way, which is then lent by ``takeKept()``. To be called once, after `next` has
    /// answered ``Event/needMore``; the parser is of no use afterwards.
    public mutating func end() -> Bool {
        if wasDelivered { forgetEvent() }
        if !line.isEmpty { takeKeptLine() }
        return eventEnded()
    }

    /// Takes the empty line behind the lines of an event, and tells whether they were one.
    private mutating func eventEnded() -> Bool {
        guard hasData || nextName == .error else {
            nextName = .message
            return false
        }
        takeName()
        wasDelivered = true
        return true
    }

    private mutating func takeName() {
        name = nextName
        nextName = .message
    }

    /// Takes an event whole that lies here in the usual form: one line, `data: `, ended by LF alone.
    ///
    /// Nearly every one does; the lines one by one would come to the same by more steps.
    private mutating func usualEvent(_ bytes: Span<UInt8>, at position: inout Int) -> Range<Int>? {
        guard line.isEmpty, !hasData, !endedInCarriageReturn,
            bytes.hasPrefix("data: ", at: position)
        else { return nil }
        let start = position + 6
        guard let end = bytes.firstIndex(of: ASCII.lineFeed, from: start),
            end + 1 < bytes.count, bytes[end + 1] == ASCII.lineFeed,
            end - position <= byteCountMax,
            bytes.extracting(0..<end).firstIndex(of: ASCII.carriageReturn, from: start) == nil
        else { return nil }
        position = end + 2
        takeName()
        return start..<end
    }

    private mutating func forgetEvent() {
        wasDelivered = false
        hasData = false
        data.removeAll()
    }

    /// Skips a byte order mark at the start of the stream, and the line feed of a CRLF whose halves came apart.
    private mutating func skipLineStart(_ bytes: Span<UInt8>, at position: inout Int) {
        while position < bytes.count {
            switch lineStart {
            case .anywhere: return
            case .afterCarriageReturn:
                lineStart = .anywhere
                if bytes[position] == ASCII.lineFeed { position += 1 }
            case .streamStart(let matched):
                if bytes[position] == Self.byteOrderMark[matched] {
                    position += 1
                    lineStart = matched == 2 ? .anywhere : .streamStart(matchedBOM: matched + 1)
                } else {
                    // What looked like the mark was the beginning of a line.
                    for index in 0..<matched { line.append(Self.byteOrderMark[index]) }
                    lineStart = .anywhere
                }
            }
        }
    }

    /// The index of the next CR or LF.
    private func endOfLine(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        // The empty line behind each event.
        if start < bytes.count, bytes[start] == ASCII.lineFeed { return start }
        // In windows that double, because the next LF may be far behind many a CR.
        var lower = start
        var windowByteCount = 256
        while lower < bytes.count {
            let upper = min(bytes.count, lower + windowByteCount)
            let window = bytes.extracting(0..<upper)
            if let lineFeed = window.firstIndex(of: ASCII.lineFeed, from: lower) {
                // Most lines end in LF alone, so the search for CR is bounded by it.
                return bytes.extracting(0..<lineFeed).firstIndex(
                    of: ASCII.carriageReturn,
                    from: lower
                ) ?? lineFeed
            }
            if let end = window.firstIndex(of: ASCII.carriageReturn, from: lower) { return end }
            lower = upper
            windowByteCount *= 2
        }
        return nil
    }

    private mutating func skipLineEnd(_ bytes: Span<UInt8>, at position: inout Int) {
        endedInCarriageReturn = bytes[position] == ASCII.carriageReturn
        position += 1
        guard endedInCarriageReturn else { return }
        lineStart = .afterCarriageReturn
        skipLineStart(bytes, at: &position)
    }

    private mutating func takeKeptLine() {
        // Taken out for the call, because a part of a struct may not be read while another is written.
        var whole = ByteBuffer()
        swap(&whole, &line)
        if let value = Self.dataValue(of: whole.bytes, in: 0..<whole.count) {
            keep(value, of: whole.bytes)
        } else {
            readName(of: whole.bytes, in: 0..<whole.count)
        }
        guard whole.capacity <= Self.keptCapacityMax else { return }
        whole.removeAll()
        swap(&whole, &line)
    }

    private mutating func keep(_ value: Range<Int>?, of bytes: Span<UInt8>) {
        guard let value else { return }
        beginDataLine()
        data.append(bytes.extracting(value))
    }

    private mutating func beginDataLine() {
        if hasData { data.append(ASCII.lineFeed) }
        hasData = true
    }

    /// Takes the name from an `event` field; the last one of an event counts.
    private mutating func readName(of bytes: Span<UInt8>, in line: Range<Int>) {
        guard let value = Self.value(of: "event", in: bytes, line) else { return }
        let text = bytes.extracting(bytes.trimmedRange(value))
        nextName =
            if text.equalsIgnoringCase("error") {
                .error
            } else if text.equalsIgnoringCase("ping")
                || text.equalsIgnoringCase("keepalive") || text.equalsIgnoringCase("keep-alive")
                || text.equalsIgnoringCase("heartbeat")
            { .signOfLife } else { .message }
    }

    /// The value of a `data` field, or nil for any other line.
    private static func dataValue(of bytes: Span<UInt8>, in line: Range<Int>) -> Range<Int>? {
        value(of: "data", in: bytes, line)
    }

    /// The value of a line's field if it has the name.
    @inline(__always)
    private static func value(
        of name: StaticString,
        in bytes: Span<UInt8>,
        _ line: Range<Int>
    ) -> Range<Int>? {
        let nameByteCount = name.utf8CodeUnitCount
        guard bytes.hasPrefix(name, at: line.lowerBound), line.count >= nameByteCount else {
            return nil
        }
        var start = line.lowerBound + nameByteCount
        // A line that is the field name alone is a field with an empty value.
        guard start < line.upperBound else { return start..<start }
        guard bytes[start] == ASCII.colon else { return nil }
        start += 1
        if start < line.upperBound, bytes[start] == ASCII.space { start += 1 }
        return start..<line.upperBound
    }
}
