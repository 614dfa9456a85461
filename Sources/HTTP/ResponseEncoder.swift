// Writes response heads and the framing of streamed content.

public import Bytes

/// Encodes the parts of a response, each call one part, into an output buffer.
public enum ResponseEncoder {
    /// Digits of a chunk size: fixed, because the content comes first and its size is written in
    /// front of it later.
    private static let chunkSizeWidth = 8
    private static let lineEndByteCount = 2

    /// Appends the status line.
    ///
    /// Always of HTTP/1.1, which a client of HTTP/1.0 accepts as well. RFC 9110 section 6.2.
    public static func statusLine(_ status: Status, into output: inout ByteBuffer) {
        output.append("HTTP/1.1 ")
        output.appendDecimal(status.code)
        output.append(ASCII.space)
        output.append(status.reason)
        output.append("\r\n")
    }

    /// Appends a field line that is fixed.
    public static func line(_ line: StaticString, into output: inout ByteBuffer) {
        output.append(line)
        output.append("\r\n")
    }

    /// Appends a field whose value is fixed.
    public static func field(
        _ name: StaticString,
        _ value: StaticString,
        into output: inout ByteBuffer
    ) {
        output.append(name)
        output.append(": ")
        output.append(value)
        output.append("\r\n")
    }

    /// Appends a field whose value was made at run time.
    ///
    /// Each control character of the value but tab becomes a blank, so that no value can end its
    /// line and begin another field or response. RFC 9110 section 5.5.
    public static func field(
        _ name: StaticString,
        _ value: String,
        into output: inout ByteBuffer
    ) {
        output.append(name)
        output.append(": ")
        appendValue(value, into: &output)
        output.append("\r\n")
    }

    private static func appendValue(_ value: String, into output: inout ByteBuffer) {
        let bytes = value.utf8.span
        var start = 0
        while true {
            let end = FieldSyntax.firstIndexNotOfValue(in: bytes, from: start)
            output.append(bytes.extracting(start..<end))
            guard end < bytes.count else { return }
            output.append(ASCII.space)
            start = end + 1
        }
    }

    /// Appends the length of the content that follows the head, in bytes.
    public static func contentLength(_ byteCount: Int, into output: inout ByteBuffer) {
        output.append("Content-Length: ")
        output.appendDecimal(byteCount)
        output.append("\r\n")
    }

    /// Appends the field that says that the content comes in chunks.
    public static func chunkedEncoding(into output: inout ByteBuffer) {
        output.append("Transfer-Encoding: chunked\r\n")
    }

    /// Appends the empty line behind the fields.
    public static func endOfHead(into output: inout ByteBuffer) {
        output.append("\r\n")
    }

    /// Appends the interim response that asks for the body.
    public static func interimContinue(into output: inout ByteBuffer) {
        output.append("HTTP/1.1 100 Continue\r\n\r\n")
    }

    /// Begins a chunk whose size is not known yet, and returns its offset in the buffer for
    /// ``endChunk(_:in:)``.
    ///
    /// Until then the caller appends content only and consumes nothing.
    public static func beginChunk(into output: inout ByteBuffer) -> Int {
        let offset = output.count
        output.append("00000000\r\n")
        return offset
    }

    /// Completes a chunk by writing its size; one without content is taken out again, because a
    /// chunk of size zero ends the content.
    public static func endChunk(_ offset: Int, in output: inout ByteBuffer) {
        let size = output.count - offset - chunkSizeWidth - lineEndByteCount
        precondition(size >= 0, "a chunk ends in the buffer in which it began")
        guard size > 0 else { return output.truncate(to: offset) }
        output.fillHex(at: offset, width: chunkSizeWidth, with: size)
        output.append("\r\n")
    }

    /// Appends the end of content in chunks, without trailer fields.
    public static func lastChunk(into output: inout ByteBuffer) {
        output.append("0\r\n\r\n")
    }
}
