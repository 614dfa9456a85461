// Takes a coding off a content.

public import Bytes

/// Why a coded content could not be decoded.
public enum ContentCodingError: Error, Equatable {
    /// The bytes are not of the coding, end early, fail their check, or need a window of more than 8 MiB.
    case malformed
    /// There was no memory for the decoder.
    case outOfMemory
}

/// Decodes one coded content, which is there as a whole, into room that the caller gives piece by piece: a bound holds
/// before memory is taken, however much a few bytes would become.
///
/// Several members (gzip) or frames (zstd) one after the other are one content; nothing else may follow. Beside the
/// caller's room it takes 40 KiB for gzip, and for zstd as much as the content's window, 8 MiB at most (RFC 9659).
public struct ContentDecoder: ~Copyable {
    /// How far a content has come.
    public enum Step: Sendable {
        /// All of it has been decoded.
        case complete
        /// The room is used up: give more and call again, or give up.
        case needsRoom
    }

    private var gzip: GzipDecoder?
    private var zstd: ZstdDecoder?

    /// Makes a decoder of one content; one of `identity` copies.
    ///
    /// - Throws: `ContentCodingError.outOfMemory`.
    public init(_ coding: ContentCoding) throws(ContentCodingError) {
        switch coding {
        case .identity: break
        case .gzip: gzip = try GzipDecoder()
        case .zstd: zstd = try ZstdDecoder()
        }
    }

    /// Decodes from a position on, which it moves, into what is free of the output's capacity.
    ///
    /// - Parameter input: The whole coded content; the same at each call.
    /// - Throws: `ContentCodingError.malformed`; the decoder is used up then.
    public mutating func decode(
        _ input: Span<UInt8>,
        at position: inout Int,
        into output: inout ByteBuffer
    ) throws(ContentCodingError) -> Step {
        guard output.capacity > 0 else { return .needsRoom }
        if gzip != nil {
            guard let step = try gzip?.decode(input, at: &position, into: &output) else {
                preconditionFailure("a decoder went while it decoded")
            }
            return step
        }
        if zstd != nil {
            guard let step = try zstd?.decode(input, at: &position, into: &output) else {
                preconditionFailure("a decoder went while it decoded")
            }
            return step
        }
        let count = min(input.count - position, output.freeByteCount)
        output.append(input.extracting(position..<position + count))
        position += count
        return position == input.count ? .complete : .needsRoom
    }
}

extension ByteBuffer {
    /// The bytes that can be appended without another block, to a buffer of which nothing has been consumed.
    var freeByteCount: Int { capacity - count }
}
