// Which bytes may stand where in a message head.

internal import Bytes

/// The classes of bytes that the grammar of HTTP/1.1 is made of, and its lists.
///
/// RFC 9110 section 5.6.
enum FieldSyntax {
    // One bit for each of the bytes 0 to 63 and 64 to 127: no memory is read to classify a byte.
    private static var tokenLow: UInt64 { 0x03FF_6CFA_0000_0000 }
    private static var tokenHigh: UInt64 { 0x57FF_FFFF_C7FF_FFFE }

    /// Tells whether the byte is a `tchar`: a visible ASCII character that is no delimiter.
    static func isToken(_ byte: UInt8) -> Bool {
        let bits = byte & 0x40 == 0 ? tokenLow : tokenHigh
        return byte < 0x80 && bits >> UInt64(byte & 0x3F) & 1 == 1
    }

    /// Tells whether a field value may hold the byte: tab, blank, visible ASCII and 0x80 to 0xFF.
    static func isValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 ? byte != 0x7F : byte == ASCII.tab
    }

    /// The first index at or after `start` whose byte may not stand in a field value, or the count.
    static func firstIndexNotOfValue(in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = bytes.firstIndexOfControl(from: start)
        while index < bytes.count, bytes[index] == ASCII.tab {
            index = bytes.firstIndexOfControl(from: index + 1)
        }
        return index
    }

    /// Tells whether the byte is visible ASCII.
    static func isVisible(_ byte: UInt8) -> Bool {
        byte &- 0x21 < 0x5E
    }

    /// Tells whether the byte is an ASCII letter or digit.
    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || ASCII.lowercased(byte) &- 0x61 < 26
    }

    /// The next element of a comma-separated list, trimmed; nil at the end.
    ///
    /// Empty elements are returned too, so that a caller may refuse them. RFC 9110 section 5.6.1.
    ///
    /// - Parameter position: Where to begin; moved behind the comma, past the end after the last.
    static func nextElement(of list: Span<UInt8>, at position: inout Int) -> Range<Int>? {
        guard position <= list.count else { return nil }
        let end = list.firstIndex(of: ASCII.comma, from: position) ?? list.count
        let element = list.trimmedRange(position..<end)
        position = end + 1
        return element
    }
}

extension Span where Element == UInt8 {
    /// Tells whether a field value that is a comma-separated list has no more than so many elements, empty ones
    /// counted, and each that is not empty fulfils a condition.
    ///
    /// Ends with the first that does not.
    public func isList(
        ofAtMost countMax: Int,
        where isAllowed: (borrowing Span<UInt8>) -> Bool
    ) -> Bool {
        var position = 0
        var count = 0
        while let element = FieldSyntax.nextElement(of: self, at: &position) {
            count += 1
            guard count <= countMax, element.isEmpty || isAllowed(extracting(element)) else {
                return false
            }
        }
        return true
    }

    /// Tells whether a field value that is a comma-separated list holds a token, given in lower case.
    public func isList(containing lowercaseToken: StaticString) -> Bool {
        var position = 0
        while let element = FieldSyntax.nextElement(of: self, at: &position) {
            if extracting(element).equalsIgnoringCase(lowercaseToken) { return true }
        }
        return false
    }
}
