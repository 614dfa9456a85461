// What the mock says: text that whoever knows the stream's id can compute again.

public import Bytes

/// Deterministic text: token `k` of stream `S` is a pure function of `k` and `S`.
///
/// Tokens have 1 to 30 bytes and hold what goes wrong on the way to a browser: characters that JSON
/// escapes, characters of two to four bytes of UTF-8, and escapes that need not be escapes. Each
/// eighth token carries its index, so that a difference can be placed by eye.
public enum MockText {
    /// How a token is written.
    public enum Form: Sendable {
        /// As text.
        case text
        /// As the content of a JSON string, in which some characters are escaped that need not be.
        case content
    }

    /// Token `index` of a stream, as text.
    public static func token(_ index: Int, of stream: UInt64, byteCount: Int = 0) -> String {
        var output = ByteBuffer()
        appendToken(index, of: stream, byteCount: byteCount, as: .text, into: &output)
        return String(output.bytes)
    }

    /// Appends the piece that stands before token `index` of a stream with odd ends of lines, if any does.
    static func appendLineEnd(_ index: Int, into output: inout ByteBuffer) {
        guard index & 3 == 3 else { return }
        // Both forms are the same: JSON does not escape them.
        lineEnds[(index >> 2) % lineEnds.count].append(as: .text, into: &output)
    }

    /// Appends token `index` of a stream.
    ///
    /// - Parameter byteCount: The exact length of the token's text in bytes; 0 lets it vary.
    public static func appendToken(
        _ index: Int,
        of stream: UInt64,
        byteCount: Int,
        as form: Form,
        into output: inout ByteBuffer
    ) {
        guard byteCount == 0 else {
            return appendPieces(index, of: stream, byteCount: byteCount, as: form, into: &output)
        }
        let number = mixed(stream, index)
        vocabulary[Int(number % UInt64(vocabulary.count))].append(as: form, into: &output)
        guard index & 7 == 7 else { return }
        output.append(UInt8(ascii: "#"))
        output.appendDecimal(index)
        output.append(ASCII.space)
    }

    private static func appendPieces(
        _ index: Int,
        of stream: UInt64,
        byteCount: Int,
        as form: Form,
        into output: inout ByteBuffer
    ) {
        var number = mixed(stream, index)
        var left = byteCount
        while left > 0 {
            let piece = vocabulary[Int(number % UInt64(vocabulary.count))]
            guard piece.byteCount <= left else { break }
            piece.append(as: form, into: &output)
            left -= piece.byteCount
            number = mixed(number, index)
        }
        for _ in 0..<left { output.append(UInt8(ascii: ".")) }
    }

    /// All text of the answer that a script describes, without its reasoning.
    public static func expected(_ script: MockScript) -> String {
        var output = ByteBuffer()
        for index in 0..<script.tokenCount {
            script.appendToken(index, as: .text, into: &output)
        }
        return String(output.bytes)
    }

    /// Spreads two numbers over all bits: the finalizer of SplitMix64 (Steele, Lea and Flood,
    /// 2014).
    static func mixed(_ stream: UInt64, _ index: Int) -> UInt64 {
        var bits = stream &+ UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}
