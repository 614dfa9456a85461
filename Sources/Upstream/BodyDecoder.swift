// The content of a response body, without its framing.

internal import Bytes
internal import HTTP

/// Takes the framing off a response body that arrives in pieces, and tells where it ends.
///
/// RFC 9112 sections 6.3 and 7.1.
struct BodyDecoder {
    /// How a body tells its end.
    enum Framing: Equatable {
        /// By the last chunk.
        case chunked
        /// By the number of its bytes.
        case counted(Int)
        /// By the end of the connection.
        case untilClose
    }

    private var chunks: ChunkedDecoder?
    /// The bytes that have still to come, where their number is known.
    private var byteCountLeft: Int?
    /// Tells whether the body is whole.
    private(set) var isComplete: Bool
    /// Tells whether bytes came behind the end of the body.
    private(set) var hasSurplus = false
    /// What is wrong with the framing; the decoder is used up then.
    private(set) var error: HTTPError?

    init(_ framing: Framing) {
        isComplete = framing == .counted(0)
        switch framing {
        case .chunked:
            chunks = ChunkedDecoder(
                byteCountMax: .max,
                limits: HTTPLimits(),
                toleratesBlanks: true
            )
        case .counted(let count): byteCountLeft = count
        case .untilClose: break
        }
    }

    /// Tells whether the end of the connection is the end of the body.
    var endsWithConnection: Bool { isComplete || (chunks == nil && byteCountLeft == nil) }

    /// Finds the next content in a piece, from a position on, which it moves; nil when there is no more in it.
    ///
    /// To be called until it returns nil, which it does at an error too.
    mutating func next(_ bytes: Span<UInt8>, at position: inout Int) -> Range<Int>? {
        guard position < bytes.count, error == nil else { return nil }
        guard !isComplete else {
            hasSurplus = true
            return nil
        }
        guard chunks == nil else { return nextChunk(bytes, at: &position) }
        let start = position
        position = bytes.count
        guard let left = byteCountLeft else { return start..<position }
        // No sum: the length that was announced may be any number.
        position = start + min(bytes.count - start, left)
        byteCountLeft = left - (position - start)
        isComplete = byteCountLeft == 0
        return start..<position
    }

    private mutating func nextChunk(_ bytes: Span<UInt8>, at position: inout Int) -> Range<Int>? {
        do throws(HTTPError) {
            switch try chunks?.next(bytes, at: &position) {
            case .data(let range)?: return range
            case .end?:
                isComplete = true
                hasSurplus = position < bytes.count
                return nil
            case .needMore?, nil: return nil
            }
        } catch {
            self.error = error
            return nil
        }
    }
}
