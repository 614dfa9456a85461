// One answer of HTTP/1.1 as its bytes arrive: interim heads, the head, the content, the end.

internal import Bytes
internal import HTTP

/// Takes an answer apart that arrives in pieces; keeps none of its content.
///
/// The only place where an answer of a provider is framed: RFC 9112 sections 4 to 7.
struct ResponseParser: ~Copyable {
    /// The most bytes of response heads, interim ones included.
    static let headByteCountMax = 64 * 1024

    /// What comes next in a piece.
    enum Step {
        /// All bytes of the piece have been used.
        case needMore
        /// An interim answer has ended: RFC 9110 section 15.2. Another head follows.
        case interim
        /// The head is complete.
        case head
        /// The bytes of this range are content.
        case content(Range<Int>)
        /// The body is complete. Bytes from the position on belong to no answer that was asked for.
        case end
        /// The answer cannot be read, because of ``failure``; the parser is used up.
        case failed
    }

    /// The head as far as it has come.
    private(set) var head = UpstreamHead()
    /// Tells whether the head is complete.
    private(set) var hasHead = false
    /// Tells whether a byte of the present head, interim or final, has come.
    private(set) var hasBegun = false

    /// Why the answer cannot be read.
    private(set) var failure: CurlError?

    private var decoder = BodyDecoder(.untilClose)
    private var headByteCount = 0
    /// The beginning of a line of the head whose end has not come.
    private var line = ByteBuffer()

    /// Tells whether the whole answer has come.
    var isComplete: Bool { hasHead && decoder.isComplete }

    /// Tells whether the end of the connection is the end of the body.
    var endsWithConnection: Bool { hasHead && decoder.endsWithConnection }

    /// Tells whether no byte of an answer has come, not even of an interim one.
    var isUntouched: Bool { !hasBegun && headByteCount == 0 }

    /// Finds what comes next in a piece, from a position on, which it moves.
    ///
    /// To be called until it returns `needMore`, `end` or `failed`.
    mutating func next(_ bytes: Span<UInt8>, at position: inout Int) -> Step {
        guard hasHead else { return nextOfHead(bytes, at: &position) }
        if let content = decoder.next(bytes, at: &position) { return .content(content) }
        if let error = decoder.error { return fail(CurlError(error)) }
        return decoder.isComplete ? .end : .needMore
    }

    private mutating func nextOfHead(_ bytes: Span<UInt8>, at position: inout Int) -> Step {
        while position < bytes.count {
            hasBegun = true
            guard let end = bytes.firstIndex(of: ASCII.lineFeed, from: position) else {
                line.append(bytes.extracting(position..<bytes.count))
                position = bytes.count
                // A line without end counts too.
                let isTooLarge = headByteCount + line.count > Self.headByteCountMax
                return isTooLarge ? fail(.headTooLarge) : .needMore
            }
            var step: Step?
            if line.isEmpty {
                step = take(bytes.extracting(position..<end + 1))
            } else {
                line.append(bytes.extracting(position..<end + 1))
                var whole = ByteBuffer()
                swap(&whole, &line)
                step = take(whole.bytes)
            }
            position = end + 1
            if let step { return step }
        }
        return .needMore
    }

    /// Takes a line of the head with its end.
    private mutating func take(_ line: Span<UInt8>) -> Step? {
        headByteCount += line.count
        guard headByteCount <= Self.headByteCountMax else { return fail(.headTooLarge) }
        var end = line.count
        while end > 0, line[end - 1] == ASCII.lineFeed || line[end - 1] == ASCII.carriageReturn {
            end -= 1
        }
        guard end == 0 else {
            head.read(line.extracting(0..<end))
            return head.hasStatusLine ? nil : fail(.malformedHead)
        }
        guard let framing = head.framing else { return fail(.malformedHead) }
        guard head.status >= 200 || head.status == 101 else {
            head = UpstreamHead()
            hasBegun = false
            return .interim
        }
        hasHead = true
        decoder = BodyDecoder(framing)
        return .head
    }

    private mutating func fail(_ error: CurlError) -> Step {
        failure = error
        return .failed
    }
}
