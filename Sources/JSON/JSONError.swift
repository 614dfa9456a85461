// What is wrong with a JSON text, and at which byte.

/// Why a text is not the JSON that was asked for.
///
/// Kinds and offsets are those of `json.loads` of Python 3.11, counted in bytes instead of code
/// points. A text that merely ended too early is reported by what was missing, mostly at the offset
/// of its end.
public struct JSONError: Error, Hashable, Sendable {
    /// The rule that was broken, in words that go before "at byte 7".
    public enum Kind: String, Hashable, Sendable {
        /// No value begins here.
        case expectingValue = "expecting a value"
        /// A member's name in quotation marks, or the end of an empty object, should stand here.
        case expectingPropertyName = "expecting a property name in double quotes"
        /// A colon should follow the member's name.
        case expectingColon = "expecting ':'"
        /// A comma or the closing bracket should follow a value.
        case expectingComma = "expecting ','"
        /// Something other than white space follows the text.
        case extraData = "extra data"
        /// A byte below 0x20 stands in a string.
        case invalidControlCharacter = "invalid control character"
        /// A backslash is followed by a character that it cannot escape.
        case invalidEscape = "invalid \\ escape"
        /// `\u` is not followed by four hexadecimal digits; the offset is that of the `u`.
        case invalidUnicodeEscape = "invalid \\uXXXX escape"
        /// The text ends inside of a string; the offset is that of its opening quotation mark.
        case unterminatedString = "unterminated string starting"
        /// A string holds bytes that are not UTF-8.
        case invalidUTF8 = "invalid UTF-8"
        /// One more level of nesting than the reader allows begins here.
        case tooDeep = "nested too deeply"
        /// A value of another kind than the caller asked for begins here.
        case unexpectedKind = "a value of another kind than expected"
    }

    /// The rule that was broken.
    public let kind: Kind
    /// Where, in bytes from the start of what the reader was given.
    public let offset: Int

    /// Creates an error.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension JSONError: CustomStringConvertible {
    /// The rule and the offset in words.
    public var description: String { "\(kind.rawValue) at byte \(offset)" }
}
