// The names of an object's members, to find those that are given twice.

internal import Bytes
internal import JSON

/// The members of one object so far, each name once, with the last place at which it was given.
///
/// Bounded: a usual object costs one allocation, and no object more than some thousand comparisons of short names.
/// Names are compared with their escapes resolved.
struct MemberNames {
    /// The most names of one object.
    static let countMax = 256
    /// The longest name, in bytes, as it is written.
    static let nameByteCountMax = 1024

    /// Why members cannot be told apart.
    enum Failure: Error { case tooMany, tooLong }

    private struct Entry {
        let name: Range<Int>
        /// The name itself, where it is written with escapes; else nothing.
        var unescaped: [UInt8] = []
        let valueEnd: Int
    }

    private var entries: [Entry] = []

    /// Room made for the members of a usual object.
    private static let usualCount = 16

    /// Takes a member.
    ///
    /// - Parameter valueEnd: Where its value ends.
    /// - Returns: The range of the earlier member of this name up to its comma, if there is one.
    mutating func take(
        _ key: JSONSlice,
        valueEnd: Int,
        in body: Span<UInt8>
    ) throws(Failure) -> Range<Int>? {
        guard key.range.count <= Self.nameByteCountMax else { throw .tooLong }
        var entry = Entry(name: key.range, valueEnd: valueEnd)
        if key.hasEscapes {
            var name = ByteBuffer(minimumCapacity: key.range.count)
            JSONString.unescape(body.extracting(key.range), into: &name)
            entry.unescaped = Array(name.bytes)
        }
        for index in entries.indices where equal(entries[index], entry, in: body) {
            let earlier = entries[index]
            entries[index] = entry
            return earlier.name.lowerBound - 1..<earlier.valueEnd
        }
        guard entries.count < Self.countMax else { throw .tooMany }
        if entries.isEmpty { entries.reserveCapacity(Self.usualCount) }
        entries.append(entry)
        return nil
    }

    private func equal(_ one: Entry, _ other: Entry, in body: Span<UInt8>) -> Bool {
        // The common case first: two plain names of different lengths.
        if one.unescaped.isEmpty, other.unescaped.isEmpty {
            return one.name.count == other.name.count
                && body.extracting(one.name).equals(body.extracting(other.name))
        }
        let first = one.unescaped.isEmpty ? body.extracting(one.name) : one.unescaped.span
        let second = other.unescaped.isEmpty ? body.extracting(other.name) : other.unescaped.span
        return first.equals(second)
    }
}
