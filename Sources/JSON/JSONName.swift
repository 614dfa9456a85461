// Names of members in `switch` statements.

/// The name of a member as it stands in the text, as ``JSONReader/name(_:)`` gives it.
///
/// Compared byte by byte with literals, once its escapes are resolved: no String is made of it.
public struct JSONName: ~Escapable {
    @usableFromInline let key: JSONSlice
    @usableFromInline let reader: JSONReader

    @_lifetime(copy reader)
    @inlinable
    @inline(__always)
    init(key: JSONSlice, reader: JSONReader) {
        self.key = key
        self.reader = reader
    }

    /// Tells whether a member's name is a literal.
    @inlinable
    @inline(__always)
    public static func ~= (literal: StaticString, name: JSONName) -> Bool {
        name.reader.key(name.key, equals: literal)
    }
}

extension JSONReader {
    /// The name of a member, for a `switch` over literals.
    @_lifetime(copy self)
    @inlinable
    @inline(__always)
    public func name(_ key: JSONSlice) -> JSONName {
        JSONName(key: key, reader: self)
    }
}
