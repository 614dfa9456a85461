// gzip, by zlib: the only importer of CZlib.

internal import Bytes
internal import CZlib

/// The state of zlib for one content of gzip members.
///
/// libz: `inflate`.
struct GzipDecoder: ~Copyable {
    /// zlib keeps a pointer to it, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(ContentCodingError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard czlib_inflate_init_gzip(stream) == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    mutating func decode(
        _ input: Span<UInt8>,
        at position: inout Int,
        into output: inout ByteBuffer
    ) throws(ContentCodingError) -> ContentDecoder.Step {
        let part = input.extracting(0..<ContentDecoder.partEnd(of: input, from: position))
        let outputEnd = output.count + ContentDecoder.outputByteCountMax
        while true {
            let room = min(output.freeByteCount, outputEnd - output.count)
            let result = inflate(part, at: &position, into: &output, room: room)
            switch result {
            case Z_OK: break
            case Z_STREAM_END where position == input.count: return .complete
            case Z_STREAM_END: inflateReset(stream)
            case Z_BUF_ERROR where room == 0: return .needsRoom
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .malformed
            }
            // A content that lacks its end is told by a call without input, so not at the end of all.
            let hasTakenPart = position == part.count && position < input.count
            if hasTakenPart || output.count == outputEnd { return .goesOn }
        }
    }

    /// Lets zlib use some of the input and of the room.
    private func inflate(
        _ input: Span<UInt8>,
        at position: inout Int,
        into output: inout ByteBuffer,
        room byteCount: Int
    ) -> Int32 {
        let rest = input.extracting(position..<input.count)
        let offered = UInt32(clamping: rest.count)
        var result = Z_OK
        rest.withUnsafeBufferPointer { bytes in
            // zlib does not write through it; its header has no const.
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
            stream.pointee.avail_in = offered
            output.append(upTo: byteCount) { room in
                let roomOffered = UInt32(clamping: room.count)
                stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = roomOffered
                result = CZlib.inflate(stream, Z_NO_FLUSH)
                return Int(roomOffered - stream.pointee.avail_out)
            }
        }
        position += Int(offered - stream.pointee.avail_in)
        return result
    }
}
