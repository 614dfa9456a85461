// Takes the chunked coding off a body.

internal import Bytes

/// Decodes a body in chunks, whose bytes arrive in pieces; keeps none of them.
///
/// Extensions and trailer fields are checked and dropped: none means anything to this server. RFC
/// 9112 section 7.1, stricter in that no blank may stand around the parts of an extension, nor
/// behind a size unless that is tolerated.
public struct ChunkedDecoder: Sendable {
    /// What a piece of the coded body comes to.
    public enum Step: Sendable, Equatable {
        /// All bytes have been used.
        case needMore
        /// The bytes of this range are content.
        case data(Range<Int>)
        /// The body is complete; the bytes from the position on belong to the next request.
        case end
    }

    private enum State: Sendable {
        case size, sizeBlank, sizeLineFeed
        case nameStart, name, valueStart, value, quoted, quotedPair, quotedEnd
        case data, dataCarriageReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed
        case lastLineFeed, ended
    }

    private let limits: HTTPLimits
    private let toleratesBlanks: Bool
    private var state = State.size
    /// The bytes that the body may still have, beyond the present chunk.
    private var byteCountLeft: Int
    private var chunkByteCountLeft = 0
    private var chunkSize: UInt64 = 0
    private var digitCount = 0
    private var lineByteCount = 0
    private var trailerByteCount = 0

    /// The most digits of a chunk size: 64 bits.
    private static let digitCountMax = 16
    /// The most digits of a size that is taken at once.
    private static let usualDigitCountMax = 8

    /// Creates the decoder of one body.
    ///
    /// - Parameters:
    ///   - byteCountMax: The most bytes of content, not negative; a chunk beyond it is refused by its size.
    ///   - limits: Bounds the lines between the chunks and the trailer.
    ///   - toleratesBlanks: Whether blanks may follow a size, with which some old servers fill the
    ///     place that they keep for it. In requests they have been used for smuggling.
    public init(byteCountMax: Int, limits: HTTPLimits, toleratesBlanks: Bool = false) {
        precondition(byteCountMax >= 0, "a body has no negative length")
        byteCountLeft = byteCountMax
        self.limits = limits
        self.toleratesBlanks = toleratesBlanks
    }

    /// Decodes from a position on, which it moves behind what it used.
    ///
    /// To be called until it returns `needMore` or `end`.
    ///
    /// - Throws: `HTTPError` about a chunk, the trailer or the size; the decoder is used up then.
    public mutating func next(
        _ bytes: Span<UInt8>,
        at position: inout Int
    ) throws(HTTPError) -> Step {
        while state != .ended, position < bytes.count {
            if state == .data { return .data(takeData(bytes, at: &position)) }
            if state == .size, digitCount == 0, takeSize(bytes, at: &position) { continue }
            let byte = bytes[position]
            position += 1
            switch state {
            case .size:
                try countLineByte(byte)
                try readSize(byte)
            case .sizeBlank:
                try countLineByte(byte)
                try readSizeEnd(byte)
            case .nameStart, .name, .valueStart, .value, .quoted, .quotedPair, .quotedEnd:
                try countLineByte(byte)
                try readExtension(byte)
            case .sizeLineFeed:
                guard byte == ASCII.lineFeed else { throw .badChunkSize }
                try beginChunk()
            case .dataCarriageReturn:
                guard byte == ASCII.carriageReturn else { throw .badChunkEnd }
                state = .dataLineFeed
            case .dataLineFeed:
                guard byte == ASCII.lineFeed else { throw .badChunkEnd }
                state = .size
            case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed, .lastLineFeed:
                try readTrailer(byte)
            case .data, .ended: break
            }
        }
        return state == .ended ? .end : .needMore
    }

    /// Takes what is here of a chunk's content, with the end of the chunk if it is all here.
    private mutating func takeData(_ bytes: Span<UInt8>, at position: inout Int) -> Range<Int> {
        // What is here bounds the sum: a chunk may be as long as Int.max says.
        let data = position..<position + min(bytes.count - position, chunkByteCountLeft)
        position = data.upperBound
        chunkByteCountLeft -= data.count
        guard chunkByteCountLeft == 0 else { return data }
        state = .dataCarriageReturn
        if Self.hasLineEnd(bytes, at: position) {
            position += 2
            state = .size
        }
        return data
    }

    // The line before a chunk

    /// Takes a size at once whose line is all here and in the usual form, and is not that of the last chunk.
    ///
    /// Most chunks are an event each; byte by byte, this would be most of the work on them.
    private mutating func takeSize(_ bytes: Span<UInt8>, at position: inout Int) -> Bool {
        var next = position
        var size = 0
        let end = min(bytes.count, next + min(Self.usualDigitCountMax, limits.chunkLineBytesMax))
        while next < end, let digit = ASCII.hexValue(bytes[next]) {
            size = size &<< 4 | Int(digit)
            next += 1
        }
        guard size > 0, size <= byteCountLeft, Self.hasLineEnd(bytes, at: next)
        else { return false }
        byteCountLeft -= size
        chunkByteCountLeft = size
        state = .data
        position = next + 2
        return true
    }

    private static func hasLineEnd(_ bytes: Span<UInt8>, at position: Int) -> Bool {
        position + 1 < bytes.count && bytes[position] == ASCII.carriageReturn
            && bytes[position + 1] == ASCII.lineFeed
    }

    private mutating func readSize(_ byte: UInt8) throws(HTTPError) {
        if let digit = ASCII.hexValue(byte) {
            guard digitCount < Self.digitCountMax else { throw .badChunkSize }
            digitCount += 1
            chunkSize = chunkSize << 4 | UInt64(digit)
            return
        }
        guard digitCount > 0 else { throw .badChunkSize }
        try readSizeEnd(byte)
    }

    private mutating func readSizeEnd(_ byte: UInt8) throws(HTTPError) {
        switch byte {
        case ASCII.carriageReturn: state = .sizeLineFeed
        case 0x3B: state = .nameStart
        case ASCII.space where toleratesBlanks: state = .sizeBlank
        default: throw .badChunkSize
        }
    }

    private mutating func readExtension(_ byte: UInt8) throws(HTTPError) {
        switch (state, byte) {
        case (.name, ASCII.carriageReturn), (.value, ASCII.carriageReturn),
            (.quotedEnd, ASCII.carriageReturn):
            state = .sizeLineFeed
        case (.name, 0x3B), (.value, 0x3B), (.quotedEnd, 0x3B): state = .nameStart
        case (.name, 0x3D): state = .valueStart
        case (.valueStart, ASCII.quote): state = .quoted
        case (.quoted, ASCII.quote): state = .quotedEnd
        case (.quoted, ASCII.backslash): state = .quotedPair
        case (.quoted, _) where FieldSyntax.isValue(byte): break
        case (.quotedPair, _) where FieldSyntax.isValue(byte): state = .quoted
        case (.nameStart, _) where FieldSyntax.isToken(byte): state = .name
        case (.valueStart, _) where FieldSyntax.isToken(byte): state = .value
        case (.name, _) where FieldSyntax.isToken(byte): break
        case (.value, _) where FieldSyntax.isToken(byte): break
        default: throw .badChunkExtension
        }
    }

    private mutating func countLineByte(_ byte: UInt8) throws(HTTPError) {
        guard byte != ASCII.carriageReturn else { return }
        lineByteCount += 1
        guard lineByteCount <= limits.chunkLineBytesMax else { throw .chunkLineTooLong }
    }

    private mutating func beginChunk() throws(HTTPError) {
        guard chunkSize <= UInt64(byteCountLeft) else { throw .bodyTooLarge }
        chunkByteCountLeft = Int(chunkSize)
        byteCountLeft -= chunkByteCountLeft
        state = chunkByteCountLeft == 0 ? .trailerStart : .data
        chunkSize = 0
        digitCount = 0
        lineByteCount = 0
    }

    // The trailer

    private mutating func readTrailer(_ byte: UInt8) throws(HTTPError) {
        trailerByteCount += 1
        guard trailerByteCount <= limits.trailerBytesMax else { throw .trailersTooLarge }
        switch state {
        case .trailerStart where byte == ASCII.carriageReturn: state = .lastLineFeed
        case .trailerStart where FieldSyntax.isToken(byte): state = .trailerName
        case .trailerName where FieldSyntax.isToken(byte): break
        case .trailerName where byte == ASCII.colon: state = .trailerValue
        case .trailerValue where byte == ASCII.carriageReturn: state = .trailerLineFeed
        case .trailerValue where FieldSyntax.isValue(byte): break
        case .trailerLineFeed where byte == ASCII.lineFeed: state = .trailerStart
        case .lastLineFeed where byte == ASCII.lineFeed: state = .ended
        default: throw .badTrailer
        }
    }
}
