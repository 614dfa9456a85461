// JSON inside of a string of other JSON.

internal import Bytes

extension ByteBuffer {
    /// Appends valid JSON as the content of a JSON string: its quotation marks and backslashes
    /// escaped, its insignificant blanks left out.
    mutating func appendJSONText(_ json: Span<UInt8>) {
        reserve(json.count + json.count / 8)
        var isInString = false
        var copied = 0
        var index = 0
        while index < json.count {
            switch json[index] {
            case ASCII.quote:
                isInString.toggle()
                append(json.extracting(copied..<index))
                append(#"\""#)
                copied = index + 1
            case ASCII.backslash:
                append(json.extracting(copied..<index))
                // The character goes with its backslash: a quotation mark there ends no string.
                index += 1
                let needsEscape = json[index] == ASCII.quote || json[index] == ASCII.backslash
                append(needsEscape ? #"\\\"# : #"\\"# as StaticString)
                copied = index
            case ASCII.space, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab:
                if isInString { break }
                append(json.extracting(copied..<index))
                copied = index + 1
            default: break
            }
            index += 1
        }
        append(json.extracting(copied..<json.count))
    }
}
