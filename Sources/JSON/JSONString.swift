// The content of JSON strings: escaped, unescaped, repaired.

public import Bytes

/// Conversions between text and the content of a JSON string, which is what stands between its
/// quotation marks.
///
/// Content is what a ``JSONReader`` returned. Whatever goes in, what comes out is well-formed
/// UTF-8: malformed sequences and halves of surrogate pairs become U+FFFD.
public enum JSONString {
    /// Appends the text that content stands for.
    public static func unescape(_ content: Span<UInt8>, into output: inout ByteBuffer) {
        var index = 0
        while true {
            index = appendText(content, from: index, to: &output)
            guard index < content.count else { return }
            if content[index] != ASCII.backslash {
                output.append(content[index])
                index += 1
            } else if let escape = JSONEscape(in: content, at: index) {
                for byte in UTF8.encode(escape.scalar) ?? UTF8.encodedReplacementCharacter {
                    output.append(byte)
                }
                index += escape.byteCount
            } else {
                appendReplacement(to: &output)
                index += 1
            }
        }
    }

    /// The number of code points that content stands for, counted up to a bound.
    public static func scalarCount(_ content: Span<UInt8>, upTo bound: Int) -> Int {
        var count = 0
        var index = 0
        while index < content.count, count < bound {
            count += 1
            if content[index] == ASCII.backslash {
                index += JSONEscape(in: content, at: index)?.byteCount ?? 1
            } else {
                index += content.utf8Sequence(at: index).byteCount
            }
        }
        return count
    }

    /// The text that content stands for.
    public static func unescaped(_ content: Span<UInt8>) -> String {
        var output = ByteBuffer(minimumCapacity: content.count)
        unescape(content, into: &output)
        return String(output.bytes)
    }

    /// Appends text as content.
    ///
    /// Escaped are the quotation mark, the backslash and what is below the space: with one letter
    /// where JSON has one, else as `\u00XX`. All other characters stay as they are.
    public static func escape(_ text: Span<UInt8>, into output: inout ByteBuffer) {
        var index = 0
        while true {
            index = appendText(text, from: index, to: &output)
            guard index < text.count else { return }
            appendEscape(of: text[index], to: &output)
            index += 1
        }
    }

    /// Appends text as content.
    public static func escape(_ text: String, into output: inout ByteBuffer) {
        escape(text.utf8.span, into: &output)
    }

    /// Appends content, still escaped, with U+FFFD where it is no Unicode text.
    public static func appendRepaired(_ content: Span<UInt8>, into output: inout ByteBuffer) {
        var index = 0
        while true {
            index = appendText(content, from: index, to: &output)
            guard index < content.count else { return }
            if content[index] != ASCII.backslash {
                appendEscape(of: content[index], to: &output)
                index += 1
            } else if let escape = JSONEscape(in: content, at: index) {
                if escape.isLoneSurrogate {
                    appendReplacement(to: &output)
                } else {
                    output.append(content.extracting(index..<index + escape.byteCount))
                }
                index += escape.byteCount
            } else {
                appendReplacement(to: &output)
                index += 1
            }
        }
    }

    /// The content of a string in a text, still escaped, with U+FFFD where it is no Unicode text.
    public static func repaired(_ slice: JSONSlice, of text: Span<UInt8>) -> [UInt8] {
        let content = text.extracting(slice.range)
        guard slice.needsRepair else { return Array(content) }
        var whole = ByteBuffer()
        appendRepaired(content, into: &whole)
        return Array(whole.bytes)
    }

    /// Appends bytes, repaired where they are not UTF-8, and stops at a quotation mark, backslash
    /// or control byte.
    @inline(__always)
    private static func appendText(
        _ bytes: Span<UInt8>,
        from start: Int,
        to output: inout ByteBuffer
    ) -> Int {
        // What must be looked at often stands side by side.
        if start < bytes.count {
            let byte = bytes[start]
            if byte < ASCII.space || byte == ASCII.quote || byte == ASCII.backslash { return start }
        }
        return appendRun(bytes, from: start, to: &output)
    }

    private static func appendRun(
        _ bytes: Span<UInt8>,
        from start: Int,
        to output: inout ByteBuffer
    ) -> Int {
        var copied = start
        var index = start
        while true {
            index = bytes.firstIndexNotPlain(from: index)
            guard index < bytes.count, bytes[index] >= 0x80 else {
                output.append(bytes.extracting(copied..<index))
                return index
            }
            let end = bytes.endOfMultibyteText(from: index)
            if end > index {
                index = end
                continue
            }
            output.append(bytes.extracting(copied..<index))
            appendReplacement(to: &output)
            index += bytes.utf8Sequence(at: index).byteCount
            copied = index
        }
    }

    private static func appendEscape(of byte: UInt8, to output: inout ByteBuffer) {
        output.append(ASCII.backslash)
        switch byte {
        case ASCII.quote, ASCII.backslash: output.append(byte)
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case ASCII.lineFeed: output.append(UInt8(ascii: "n"))
        case ASCII.carriageReturn: output.append(UInt8(ascii: "r"))
        case ASCII.tab: output.append(UInt8(ascii: "t"))
        default:
            output.append(byte < 0x10 ? "u000" : "u001" as StaticString)
            let digit = byte & 0xF
            output.append(digit < 10 ? 0x30 &+ digit : UInt8(ascii: "a") &+ (digit &- 10))
        }
    }

    private static func appendReplacement(to output: inout ByteBuffer) {
        output.append("\u{FFFD}" as StaticString)
    }
}
