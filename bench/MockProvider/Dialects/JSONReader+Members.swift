// Reads what the mock wants of a request, and skips all else.

internal import Bytes
internal import JSON

extension JSONReader {
    /// Reads an object's members of one name and skips all others, or a value that is no object.
    mutating func forEachMember(
        named name: StaticString,
        _ read: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard try peek() == .object else {
            _ = try skipValue()
            return
        }
        try beginObject()
        while let key = try nextKey() {
            if self.key(key, equals: name) {
                try read(&self)
            } else {
                _ = try skipValue()
            }
        }
    }

    /// Reads an array's elements, or skips a value that is no array.
    mutating func forEachElement(
        _ read: (inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard try peek() == .array else {
            _ = try skipValue()
            return
        }
        try beginArray()
        while try nextElement() { try read(&self) }
    }

    /// Reads a string; nil for any other value.
    mutating func stringIfAny() throws(JSONError) -> String? {
        guard try peek() == .string else {
            _ = try skipValue()
            return nil
        }
        let slice = try readString()
        return string(slice)
    }

    /// Reads a number without a fraction, a negative one as zero; nil for any other value.
    mutating func countIfAny() throws(JSONError) -> Int? {
        guard try peek() == .number else {
            _ = try skipValue()
            return nil
        }
        let range = try readNumber()
        return Int(String(bytes.extracting(range))).map { max(0, $0) }
    }

    /// Reads `true` or `false`; nil for any other value.
    mutating func flagIfAny() throws(JSONError) -> Bool? {
        guard try peek() == .boolean else {
            _ = try skipValue()
            return nil
        }
        return try readBool()
    }
}
