// What kind of JSON value a text holds, as its first byte tells.

/// The kinds of JSON values.
public enum JSONKind: Hashable, Sendable {
    /// The kinds by their names in RFC 8259 section 3.
    case object, array, string, number, boolean, null

    /// The kind of a value by its first byte; nil if none begins so.
    @inlinable
    @inline(__always)
    init?(beginningWith byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"): self = .object
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "\""): self = .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): self = .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
        case UInt8(ascii: "n"): self = .null
        default: return nil
        }
    }
}
