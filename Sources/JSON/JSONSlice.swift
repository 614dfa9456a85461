// A string as it stands in a JSON text.

/// Where the content of a string stands, and what must be done to use it.
///
/// The content is what is between the quotation marks. It can be forwarded into another JSON text
/// verbatim unless it ``needsRepair``.
public struct JSONSlice: Hashable, Sendable {
    /// The content without the quotation marks, in bytes from the start of what the reader was
    /// given.
    public let range: Range<Int>
    /// Tells whether there are backslashes: without any, the content is the string.
    public let hasEscapes: Bool
    /// Tells whether all bytes are ASCII; escapes may still stand for other characters.
    public let isASCII: Bool
    /// Tells whether the content is no Unicode text: it has malformed UTF-8 or half of a surrogate
    /// pair as an escape.
    public let needsRepair: Bool

    /// Creates a slice of facts that a reader has told.
    public init(range: Range<Int>, hasEscapes: Bool, isASCII: Bool, needsRepair: Bool) {
        self.range = range
        self.hasEscapes = hasEscapes
        self.isASCII = isASCII
        self.needsRepair = needsRepair
    }

    /// Tells whether the string is empty.
    public var isEmpty: Bool { range.isEmpty }

    /// The same string in a text that has more bytes in front.
    public func moved(by byteCount: Int) -> JSONSlice {
        JSONSlice(
            range: range.lowerBound + byteCount..<range.upperBound + byteCount,
            hasEscapes: hasEscapes,
            isASCII: isASCII,
            needsRepair: needsRepair
        )
    }
}
