// A JSON value as a tree, for data whose shape is not known.

public import Bytes

/// A JSON value of any kind.
///
/// Strings are equal if their bytes are: unlike `String`, two spellings of one accented letter are
/// two strings.
public enum JSONValue: Sendable {
    /// Members in the order of the text.
    case object(JSONObject)
    /// Elements in the order of the text.
    case array([JSONValue])
    /// Text with its escapes resolved.
    case string(String)
    /// A number as it was written.
    case number(JSONNumber)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// Reads a whole JSON text.
    ///
    /// Of members with one name the last wins, at the place of the first.
    public init(
        parsing bytes: Span<UInt8>,
        policy: JSONReader.Policy = .strict,
        depthMax: Int = 128
    ) throws(JSONError) {
        var reader = JSONReader(bytes, policy: policy, depthMax: depthMax)
        try self.init(reading: &reader)
        try reader.finish()
    }

    /// Reads the value that comes next.
    public init(reading reader: inout JSONReader) throws(JSONError) {
        switch try reader.peek() {
        case .object:
            try reader.beginObject()
            var object = JSONObject.Builder()
            while let key = try reader.nextKey() {
                let name = reader.string(key)
                object.set(name, to: try JSONValue(reading: &reader))
            }
            self = .object(object.finish())
        case .array:
            try reader.beginArray()
            var elements: [JSONValue] = []
            while try reader.nextElement() {
                elements.append(try JSONValue(reading: &reader))
            }
            self = .array(elements)
        case .string:
            let slice = try reader.readString()
            self = .string(reader.string(slice))
        case .number: self = .number(try JSONNumber(reading: &reader))
        case .boolean: self = .bool(try reader.readBool())
        case .null:
            try reader.readNull()
            self = .null
        }
    }

    /// Appends the value as compact JSON.
    public func write(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: output)
        write(to: &json)
        output = json.finish()
    }

    /// Writes the value where the writer stands.
    public func write(to json: inout JSONWriter) {
        switch self {
        case .object(let object):
            json.beginObject()
            for member in object.members {
                json.key(escaping: member.name)
                member.value.write(to: &json)
            }
            json.endObject()
        case .array(let elements):
            json.beginArray()
            for element in elements { element.write(to: &json) }
            json.endArray()
        case .string(let text): json.string(text)
        case .number(let number): json.raw(number.text.utf8.span)
        case .bool(let value): json.bool(value)
        case .null: json.null()
        }
    }

    /// What kind of value it is.
    public var kind: JSONKind {
        switch self {
        case .object: .object
        case .array: .array
        case .string: .string
        case .number: .number
        case .bool: .boolean
        case .null: .null
        }
    }

    /// The member of that name; nil if there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The element at that index; nil if there is none or this is no array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices ~= index else { return nil }
        return elements[index]
    }

    /// The text if it is a string.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The number if it is one.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }

    /// The truth value if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The elements if it is an array.
    public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// The members if it is an object.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
}

extension JSONValue: Hashable {
    /// Tells whether both are the same, members and elements in the same order.
    public static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.object(let one), .object(let other)): one == other
        case (.array(let one), .array(let other)): one == other
        case (.string(let one), .string(let other)):
            ExactString(text: one) == ExactString(text: other)
        case (.number(let one), .number(let other)): one == other
        case (.bool(let one), .bool(let other)): one == other
        case (.null, .null): true
        default: false
        }
    }

    /// Feeds the kind and what is equal in equal values.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        switch self {
        case .object(let object): hasher.combine(object)
        case .array(let elements): hasher.combine(elements)
        case .string(let text): hasher.combine(ExactString(text: text))
        case .number(let number): hasher.combine(number)
        case .bool(let value): hasher.combine(value)
        case .null: break
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String {
        var output = ByteBuffer()
        write(into: &output)
        return String(output.bytes)
    }
}
