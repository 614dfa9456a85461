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

    /// The content of one piece.
    enum Content: Equatable {
        /// The piece holds framing only.
        case none
        /// The content stands in one place.
        case range(Range<Int>)
        /// The content stood in several places and has been gathered in the buffer.
        case gathered
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

    /// Finds the content of the next piece, up to the first error.
    ///
    /// - Parameter gathered: Takes content that stands in several places; its earlier bytes are dropped then.
    mutating func decode(
        _ bytes: Span<UInt8>,
        gathering gathered: inout ByteBuffer
    ) -> Content {
        guard !isComplete else {
            hasSurplus = hasSurplus || !bytes.isEmpty
            return .none
        }
        guard chunks == nil else { return decodeChunks(bytes, gathering: &gathered) }
        guard let left = byteCountLeft else { return .range(0..<bytes.count) }
        let count = min(left, bytes.count)
        byteCountLeft = left - count
        isComplete = left == count
        hasSurplus = count < bytes.count
        return .range(0..<count)
    }

    private mutating func decodeChunks(
        _ bytes: Span<UInt8>,
        gathering gathered: inout ByteBuffer
    ) -> Content {
        var content = Content.none
        var position = 0
        while true {
            switch nextStep(bytes, at: &position) {
            case .data(let range):
                switch content {
                case .none: content = .range(range)
                case .range(let first):
                    gathered.removeAll()
                    gathered.append(bytes.extracting(first))
                    gathered.append(bytes.extracting(range))
                    content = .gathered
                case .gathered: gathered.append(bytes.extracting(range))
                }
            case .end:
                isComplete = true
                hasSurplus = position < bytes.count
                return content
            case .needMore: return content
            }
        }
    }

    private mutating func nextStep(_ bytes: Span<UInt8>, at position: inout Int)
        -> ChunkedDecoder.Step
    {
        do throws(HTTPError) {
            return try chunks?.next(bytes, at: &position) ?? .needMore
        } catch {
            self.error = error
            return .needMore
        }
    }
}
