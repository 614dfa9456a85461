// The fields of a head, as ranges of one copy of its bytes.

internal import Bytes

/// The field lines of a head in their order.
///
/// Holds one copy of the head and the places of names and values in it. Names are compared without
/// regard to case. Values are bytes: read as a String they are taken for UTF-8, each malformed
/// sequence replaced by U+FFFD. RFC 9110 section 5.
public struct HeaderFields: Sendable {
    /// A field line.
    public struct Field: Sendable, Equatable {
        /// The name as it was sent.
        public let name: String
        /// The value without the blanks around it.
        public let value: String
    }

    /// Where a field line's parts lie.
    struct Place: Sendable {
        let nameStart: UInt32
        let nameEnd: UInt32
        let valueStart: UInt32
        let valueEnd: UInt32

        init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(name.lowerBound)
            nameEnd = UInt32(name.upperBound)
            valueStart = UInt32(value.lowerBound)
            valueEnd = UInt32(value.upperBound)
        }

        var nameByteCount: UInt32 { nameEnd &- nameStart }
        var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    private let bytes: [UInt8]
    private let places: [Place]
    /// The lengths of the names, a bit for each, modulo 64: most of what is looked for is not there.
    @usableFromInline let nameLengths: UInt64

    init(bytes: [UInt8], places: [Place]) {
        self.bytes = bytes
        self.places = places
        nameLengths = places.reduce(0) { $0 | Self.lengthBit($1.nameByteCount) }
    }

    @inlinable
    static func lengthBit(_ byteCount: UInt32) -> UInt64 { 1 << UInt64(byteCount & 63) }

    /// The value of the first field of a name given in lower case, or nil.
    public func first(_ lowercaseName: StaticString) -> String? {
        firstIndex(of: lowercaseName).map { String(valueBytes(at: $0)) }
    }

    /// The values of all fields of a name given in lower case, in their order.
    public func all(_ lowercaseName: StaticString) -> [String] {
        var values: [String] = []
        var index = firstIndex(of: lowercaseName)
        while let found = index {
            values.append(String(valueBytes(at: found)))
            index = firstIndex(of: lowercaseName, from: found + 1)
        }
        return values
    }

    /// The number of fields of a name given in lower case.
    public func count(of lowercaseName: StaticString) -> Int {
        var count = 0
        var index = firstIndex(of: lowercaseName)
        while let found = index {
            count += 1
            index = firstIndex(of: lowercaseName, from: found + 1)
        }
        return count
    }

    /// The index of the first field of a name given in lower case, at or after an index; nil if
    /// there is none.
    @inlinable
    @inline(__always)
    public func firstIndex(of lowercaseName: StaticString, from start: Int = 0) -> Int? {
        let nameByteCount = UInt32(truncatingIfNeeded: lowercaseName.utf8CodeUnitCount)
        guard nameLengths & Self.lengthBit(nameByteCount) != 0 else { return nil }
        return index(of: lowercaseName, from: start)
    }

    @usableFromInline
    func index(of lowercaseName: StaticString, from start: Int) -> Int? {
        let nameByteCount = UInt32(lowercaseName.utf8CodeUnitCount)
        // The lengths are compared here first, because most names differ in it already.
        for index in start..<places.count
        where places[index].nameByteCount == nameByteCount
            && nameBytes(at: index).equalsIgnoringCase(lowercaseName)
        {
            return index
        }
        return nil
    }

    /// The index of the last field of a name given in lower case, before an index; nil if there is none.
    public func lastIndex(of lowercaseName: StaticString, before end: Int) -> Int? {
        let nameByteCount = UInt32(lowercaseName.utf8CodeUnitCount)
        for index in (0..<end).reversed()
        where places[index].nameByteCount == nameByteCount
            && nameBytes(at: index).equalsIgnoringCase(lowercaseName)
        {
            return index
        }
        return nil
    }

    /// The bytes of the name at an index, as they were sent.
    @_lifetime(borrow self)
    public func nameBytes(at index: Int) -> Span<UInt8> {
        bytes.span.extracting(places[index].name)
    }

    /// The bytes of the value at an index, without the blanks around it.
    @_lifetime(borrow self)
    public func valueBytes(at index: Int) -> Span<UInt8> {
        bytes.span.extracting(places[index].value)
    }

    /// Tells whether the comma-separated lists of all fields of a name hold a token, both given in
    /// lower case.
    public func list(_ lowercaseName: StaticString, contains lowercaseToken: StaticString) -> Bool {
        var index = firstIndex(of: lowercaseName)
        while let found = index {
            if valueBytes(at: found).isList(containing: lowercaseToken) { return true }
            index = firstIndex(of: lowercaseName, from: found + 1)
        }
        return false
    }
}

extension HeaderFields: RandomAccessCollection {
    /// Zero.
    public var startIndex: Int { 0 }

    /// The number of field lines.
    public var endIndex: Int { places.count }

    /// The field line at an index, copied out.
    public subscript(index: Int) -> Field {
        Field(name: String(nameBytes(at: index)), value: String(valueBytes(at: index)))
    }
}
