// Short forms for what encoders write often.

internal import Bytes
internal import JSON

extension JSONWriter {
    /// Writes an object as an element or as the whole text.
    mutating func object(_ write: (inout JSONWriter) -> Void) {
        beginObject()
        write(&self)
        endObject()
    }

    /// Writes a member that is an object.
    mutating func object(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
        key(name)
        object(write)
    }

    /// Writes a member that is an array.
    mutating func array(_ name: StaticString, _ write: (inout JSONWriter) -> Void = { _ in }) {
        key(name)
        beginArray()
        write(&self)
        endArray()
    }

    /// Writes a member that is a string.
    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member that is a string or null.
    mutating func optionalMember(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }

    /// Writes a member that is an integer.
    mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        int(value)
    }

    /// Writes a member that is `true` or `false`.
    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }

    /// Writes a member that is null.
    mutating func nullMember(_ name: StaticString) {
        key(name)
        null()
    }

    /// Writes a member that is a string, from what appends its content in escaped form.
    mutating func member(_ name: StaticString, content: (inout ByteBuffer) -> Void) {
        var text = ByteBuffer()
        content(&text)
        key(name)
        string(content: text.bytes)
    }
}
