// Takes a coding off a content.

public import Bytes

/// Why a coded content could not be decoded.
public enum ContentCodingError: Error, Equatable {
    /// The bytes are not of the coding, end early, fail their check, or need a window of more than 8 MiB.
    case malformed
    /// There was no memory for the decoder.
    case outOfMemory
}

/// Decodes one coded content, which is there as a whole, into room that the caller gives piece by piece.
///
/// So a bound holds before memory is taken, however much a few bytes would become; and each call does only a part,
/// however long the whole takes.
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
        /// As much has been done as one call does: call again, when others have had their turn.
        case goesOn
    }

    /// The most that one call takes of the input and writes of the content, in bytes.
    ///
    /// Both, because input may become nothing: tables of Huffman codes that no text follows take zlib twenty times as
    /// long as the same number of bytes of text.
    static let inputByteCountMax = 64 * 1024
    static let outputByteCountMax = 512 * 1024

    /// Where the part of the input ends that one call takes.
    static func partEnd(of input: Span<UInt8>, from position: Int) -> Int {
        position + min(input.count - position, inputByteCountMax)
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

    /// Decodes a part from a position on, which it moves, into what is free of the output's capacity.
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
        let room = output.freeByteCount
        let count = min(input.count - position, room, Self.inputByteCountMax)
        output.append(input.extracting(position..<position + count))
        position += count
        guard position < input.count else { return .complete }
        return count == room ? .needsRoom : .goesOn
    }
}

extension ByteBuffer {
    /// The bytes that can be appended without another block, to a buffer of which nothing has been consumed.
    var freeByteCount: Int { capacity - count }
}
