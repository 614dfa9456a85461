// Reads a JSON text value by value, in one pass over its bytes.

public import Bytes

/// A pull reader of one JSON text (RFC 8259) over borrowed bytes.
///
/// The caller asks for values in the order of the text: after ``beginObject()`` it calls
/// ``nextKey()`` and reads or skips one value, until there is no key; after ``beginArray()``
/// likewise ``nextElement()``. What was read is validated completely, what follows is not yet
/// looked at: only after ``finish()`` the whole text is known to be JSON. After an error the reader
/// must not be used. Nothing is copied and nothing is allocated.
///
/// A byte order mark, `NaN`, `Infinity`, comments and trailing commas are refused.
public struct JSONReader: ~Escapable {
    /// What to do with strings that are not UTF-8.
    ///
    /// Half of a surrogate pair as an escape is in the grammar of JSON, and accepted under both;
    /// ``JSONSlice/needsRepair`` tells.
    public enum Policy: Sendable {
        /// Malformed UTF-8 is an error.
        case strict
        /// Malformed UTF-8 in a string is accepted, and reported as ``JSONSlice/needsRepair``.
        case lenient
    }

    /// The greatest bound on nesting that a reader takes: what recursive code can follow on any
    /// stack.
    public static let depthLimit = 1024

    /// The text, for slices of it.
    public let bytes: Span<UInt8>
    /// The offset of the next byte to be read.
    public internal(set) var position = 0
    private let policy: Policy
    private let depthMax: Int
    var depth = 0
    var isAtStartOfContainer = false

    /// Creates a reader at the start of a text.
    ///
    /// - Parameters:
    ///   - bytes: The text, which outlives the reader.
    ///   - policy: What to do with strings that are not UTF-8.
    ///   - depthMax: How many objects and arrays may be open at a time, at most ``depthLimit``.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>, policy: Policy = .strict, depthMax: Int = 128) {
        precondition(0...Self.depthLimit ~= depthMax, "a depth bound outside of 0 to 1024")
        self.bytes = bytes
        self.policy = policy
        self.depthMax = depthMax
    }

    /// Creates a reader that goes on in an object, behind the colon of one of its keys.
    ///
    /// For texts that begin alike: what is before must be, byte for byte, the beginning of a text that a reader under
    /// the same policy has read as far, and that object must be the whole text.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>, behindKeyAt position: Int, policy: Policy = .strict) {
        precondition(0...bytes.count ~= position, "a position outside of the text")
        self.init(bytes, policy: policy)
        self.position = position
        depth = 1
    }

    // The kind of the next value, and scalars.

    /// Tells what kind of value comes next, by its first byte, and moves to it.
    ///
    /// - Throws: `expectingValue`.
    @inlinable
    @inline(__always)
    public mutating func peek() throws(JSONError) -> JSONKind {
        // In compact texts it begins here.
        if position < bytes.count, let kind = JSONKind(beginningWith: bytes[position]) {
            return kind
        }
        return try peekBehindWhiteSpace()
    }

    @usableFromInline
    mutating func peekBehindWhiteSpace() throws(JSONError) -> JSONKind {
        skipWhiteSpace()
        guard position < bytes.count, let kind = JSONKind(beginningWith: bytes[position]) else {
            throw JSONError(.expectingValue, at: position)
        }
        return kind
    }

    /// Reads a string.
    public mutating func readString() throws(JSONError) -> JSONSlice {
        try expect(.string)
        return try scanString()
    }

    /// Reads a number and returns where its text stands.
    public mutating func readNumber() throws(JSONError) -> Range<Int> {
        try expect(.number)
        return try scanNumber()
    }

    /// Reads `true` or `false`.
    public mutating func readBool() throws(JSONError) -> Bool {
        try expect(.boolean)
        let value = bytes[position] == UInt8(ascii: "t")
        try scanLiteral(value ? "true" : "false")
        return value
    }

    /// Reads `null`.
    public mutating func readNull() throws(JSONError) {
        try expect(.null)
        try scanLiteral("null")
    }

    /// Reads `null` if it comes next, and tells whether it did.
    public mutating func readNullIfPresent() throws(JSONError) -> Bool {
        guard try peek() == .null else { return false }
        try scanLiteral("null")
        return true
    }

    // Objects and arrays.

    /// Enters an object.
    ///
    /// - Throws: `tooDeep` at its brace.
    public mutating func beginObject() throws(JSONError) {
        try expect(.object)
        try enter()
    }

    /// Reads the next member's name and its colon; at the end of the object leaves it and returns
    /// nil.
    public mutating func nextKey() throws(JSONError) -> JSONSlice? {
        if try leavesOrSkipsComma(UInt8(ascii: "}")) { return nil }
        guard isAtByte(ASCII.quote) else {
            throw JSONError(.expectingPropertyName, at: position)
        }
        let key = try scanString()
        skipWhiteSpace()
        guard isAtByte(ASCII.colon) else { throw JSONError(.expectingColon, at: position) }
        position &+= 1
        return key
    }

    /// Skips the first member of an object that was just entered if it is exactly this, with another one behind it.
    ///
    /// Cheaper than reading what is nearly always the same: a name, a colon and a value, in JSON's grammar.
    public mutating func skipFirstMember(_ member: StaticString) {
        let end = position &+ member.utf8CodeUnitCount
        guard isAtStartOfContainer, end < bytes.count, bytes[end] == ASCII.comma,
            bytes.hasPrefix(member, at: position)
        else { return }
        (position, isAtStartOfContainer) = (end, false)
    }

    /// Enters an array.
    ///
    /// - Throws: `tooDeep` at its bracket.
    public mutating func beginArray() throws(JSONError) {
        try expect(.array)
        try enter()
    }

    /// Tells whether one more element comes; at the end of the array leaves it.
    public mutating func nextElement() throws(JSONError) -> Bool {
        try !leavesOrSkipsComma(UInt8(ascii: "]"))
    }

    /// Checks that only white space follows.
    ///
    /// - Throws: `extraData`.
    public mutating func finish() throws(JSONError) {
        precondition(depth == 0, "an object or array is still open")
        skipWhiteSpace()
        guard position == bytes.count else { throw JSONError(.extraData, at: position) }
    }

    // What was read.

    /// The content of a string as it stands in the text.
    @_lifetime(copy self)
    public func content(_ slice: JSONSlice) -> Span<UInt8> {
        bytes.extracting(slice.range)
    }

    /// A string with its escapes resolved, what needs repair replaced by U+FFFD.
    public func string(_ slice: JSONSlice) -> String {
        let content = bytes.extracting(slice.range)
        return slice.hasEscapes ? JSONString.unescaped(content) : String(content)
    }

    /// Tells whether a string, its escapes resolved, is a literal.
    ///
    /// Always inlined, because most names have another length than the literal.
    @inlinable
    @inline(__always)
    public func key(_ slice: JSONSlice, equals literal: StaticString) -> Bool {
        guard !slice.hasEscapes else { return unescapedKey(slice, equals: literal) }
        return slice.range.count == literal.utf8CodeUnitCount
            && bytes.hasPrefix(literal, at: slice.range.lowerBound)
    }

    @usableFromInline
    func unescapedKey(_ slice: JSONSlice, equals literal: StaticString) -> Bool {
        var unescaped = ByteBuffer(minimumCapacity: slice.range.count)
        JSONString.unescape(bytes.extracting(slice.range), into: &unescaped)
        return unescaped.bytes.equals(literal)
    }
}

// The grammar below the values. Each expects the position at the first byte of what it reads.
extension JSONReader {
    @inline(__always)
    mutating func skipWhiteSpace() {
        // Compact texts have none, and all of it is at most a space.
        guard position < bytes.count, bytes[position] <= ASCII.space else { return }
        skipSomeWhiteSpace()
    }

    private mutating func skipSomeWhiteSpace() {
        var index = position
        loop: while index < bytes.count {
            switch bytes[index] {
            case ASCII.space, ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab: index &+= 1
            default: break loop
            }
        }
        position = index
    }

    @inline(__always)
    func isAtByte(_ byte: UInt8) -> Bool {
        position < bytes.count && bytes[position] == byte
    }

    @inline(__always)
    private mutating func expect(_ kind: JSONKind) throws(JSONError) {
        guard try peek() == kind else { throw JSONError(.unexpectedKind, at: position) }
    }

    @inline(__always)
    mutating func enter() throws(JSONError) {
        guard depth < depthMax else { throw JSONError(.tooDeep, at: position) }
        depth &+= 1
        position &+= 1
        isAtStartOfContainer = true
    }

    /// Leaves a container at its closing bracket, or skips the comma between two of its values.
    @inline(__always)
    private mutating func leavesOrSkipsComma(_ closing: UInt8) throws(JSONError) -> Bool {
        precondition(depth > 0, "no object or array is open")
        skipWhiteSpace()
        let isAtStart = isAtStartOfContainer
        isAtStartOfContainer = false
        if isAtByte(closing) {
            position &+= 1
            depth &-= 1
            return true
        }
        if !isAtStart {
            guard isAtByte(ASCII.comma) else { throw JSONError(.expectingComma, at: position) }
            position &+= 1
            skipWhiteSpace()
        }
        return false
    }

    mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
        guard bytes.hasPrefix(literal, at: position) else {
            throw JSONError(.expectingValue, at: position)
        }
        position &+= literal.utf8CodeUnitCount
    }

    /// Reads as much as is a number; what is wrong behind it, such as a point without digits, is no
    /// part of it.
    mutating func scanNumber() throws(JSONError) -> Range<Int> {
        let start = position
        // Most are followed by a comma, and many have one digit.
        if start &+ 1 < bytes.count, bytes[start &+ 1] == ASCII.comma, ASCII.isDigit(bytes[start]) {
            position = start &+ 1
            return start..<position
        }
        var index = start
        if bytes[index] == UInt8(ascii: "-") { index &+= 1 }
        let firstDigit = index
        index = endOfDigits(from: index)
        guard index > firstDigit else { throw JSONError(.expectingValue, at: start) }
        if bytes[firstDigit] == UInt8(ascii: "0") { index = firstDigit &+ 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            let end = endOfDigits(from: index &+ 1)
            if end > index &+ 1 { index = end }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            var exponent = index &+ 1
            if exponent < bytes.count,
                bytes[exponent] == UInt8(ascii: "+") || bytes[exponent] == UInt8(ascii: "-")
            {
                exponent &+= 1
            }
            let end = endOfDigits(from: exponent)
            if end > exponent { index = end }
        }
        position = index
        return start..<index
    }

    private func endOfDigits(from start: Int) -> Int {
        var index = start
        while index < bytes.count, ASCII.isDigit(bytes[index]) { index &+= 1 }
        return index
    }

    @inline(__always)
    mutating func scanString() throws(JSONError) -> JSONSlice {
        let opening = position
        let end = bytes.firstIndexNotPlain(from: opening &+ 1)
        guard end < bytes.count, bytes[end] == ASCII.quote else {
            return try scanString(from: opening, plainUpTo: end)
        }
        position = end &+ 1
        return JSONSlice(
            range: opening &+ 1..<end,
            hasEscapes: false,
            isASCII: true,
            needsRepair: false
        )
    }

    private mutating func scanString(
        from opening: Int,
        plainUpTo end: Int
    ) throws(JSONError) -> JSONSlice {
        var index = end
        var hasEscapes = false
        var isASCII = true
        var needsRepair = false
        while true {
            // Escapes often follow one another.
            if index >= bytes.count || bytes[index] != ASCII.backslash {
                index = bytes.firstIndexNotPlain(from: index)
            }
            guard index < bytes.count else { throw JSONError(.unterminatedString, at: opening) }
            switch bytes[index] {
            case ASCII.quote:
                position = index &+ 1
                return JSONSlice(
                    range: opening &+ 1..<index,
                    hasEscapes: hasEscapes,
                    isASCII: isASCII,
                    needsRepair: needsRepair
                )
            case ASCII.backslash:
                hasEscapes = true
                let escape = try scanEscape(at: index, ofStringAt: opening)
                if escape.isLoneSurrogate { needsRepair = true }
                index &+= escape.byteCount
            case 0x80...:
                isASCII = false
                let end = bytes.endOfMultibyteText(from: index)
                if end == index {
                    if policy == .strict { throw JSONError(.invalidUTF8, at: index) }
                    needsRepair = true
                    index &+= bytes.utf8Sequence(at: index).byteCount
                } else {
                    index = end
                }
            default: throw JSONError(.invalidControlCharacter, at: index)
            }
        }
    }

    private func scanEscape(at index: Int, ofStringAt opening: Int) throws(JSONError) -> JSONEscape
    {
        guard index + 1 < bytes.count else { throw JSONError(.unterminatedString, at: opening) }
        guard bytes[index + 1] == UInt8(ascii: "u") else {
            guard let escape = JSONEscape(in: bytes, at: index) else {
                throw JSONError(.invalidEscape, at: index)
            }
            return escape
        }
        guard let escape = JSONEscape(in: bytes, at: index) else {
            throw JSONError(.invalidUnicodeEscape, at: index + 1)
        }
        // Python blames the escape, not the string, if the text ends right behind it.
        guard index + escape.byteCount < bytes.count else {
            throw JSONError(.invalidUnicodeEscape, at: index + escape.byteCount - 5)
        }
        return escape
    }
}
