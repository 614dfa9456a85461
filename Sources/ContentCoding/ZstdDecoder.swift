// Zstandard, by libzstd: the only importer of CZstd.

internal import Bytes
internal import CZstd

/// The state of libzstd for one content of zstd frames.
///
/// libzstd: `ZSTD_decompressStream`.
struct ZstdDecoder: ~Copyable {
    private let context: OpaquePointer
    /// Whether the frame that came last is whole.
    private var isAtFrameEnd = false

    /// The largest window: 8 MiB, which is what HTTP allows by RFC 9659.
    private static let windowLogMax: Int32 = 23

    init() throws(ContentCodingError) {
        guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
        self.context = context
        ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLogMax)
    }

    deinit { ZSTD_freeDCtx(context) }

    mutating func decode(
        _ input: Span<UInt8>,
        at position: inout Int,
        into output: inout ByteBuffer
    ) throws(ContentCodingError) -> ContentDecoder.Step {
        let part = input.extracting(0..<ContentDecoder.partEnd(of: input, from: position))
        let outputEnd = output.count + ContentDecoder.outputByteCountMax
        while !(isAtFrameEnd && position == input.count) {
            let positionBefore = position
            let countBefore = output.count
            let room = min(output.freeByteCount, outputEnd - countBefore)
            let hint = decompress(part, at: &position, into: &output, room: room)
            guard ZSTD_isError(hint) == 0 else { throw .malformed }
            isAtFrameEnd = hint == 0
            let isStuck = position == positionBefore && output.count == countBefore
            if isStuck, !isAtFrameEnd {
                guard room == 0 else { throw .malformed }
                return .needsRoom
            }
            // A content that lacks its end is told by a call without input, so not at the end of all.
            let hasTakenPart = position == part.count && position < input.count
            if hasTakenPart || output.count == outputEnd { return .goesOn }
        }
        return .complete
    }

    /// Lets libzstd use some of the input and of the room.
    private func decompress(
        _ input: Span<UInt8>,
        at position: inout Int,
        into output: inout ByteBuffer,
        room byteCount: Int
    ) -> Int {
        var hint = 0
        var source = ZSTD_inBuffer(src: nil, size: input.count, pos: position)
        input.withUnsafeBufferPointer { bytes in
            source.src = UnsafeRawPointer(bytes.baseAddress)
            output.append(upTo: byteCount) { room in
                var target = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                hint = ZSTD_decompressStream(context, &target, &source)
                return target.pos
            }
        }
        position = source.pos
        return hint
    }
}
