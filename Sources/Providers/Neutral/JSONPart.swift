// JSON values by where they stand, for what is moved from one document to another without being read.

internal import Bytes
internal import JSON

/// A value of a JSON text that has been read: its place and its kind.
struct JSONPart {
    /// Where the value stands, quotation marks and brackets included.
    let range: Range<Int>
    let kind: JSONKind
    /// Whether it is a string with what is no Unicode text.
    let needsRepair: Bool

    /// The content of a string.
    var content: Range<Int> {
        precondition(kind == .string, "only a string has content")
        return range.lowerBound + 1..<range.upperBound - 1
    }
}

/// The members of an object by their names; of one given twice the last counts.
struct JSONMembers {
    private var members: [(name: JSONSlice, value: JSONPart)] = []

    /// Reads the members of an object, each as a whole.
    ///
    /// - Parameter part: An object of the text.
    init(_ part: JSONPart, of text: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader(text.extracting(part.range), policy: .lenient)
        try reader.beginObject()
        while let name = try reader.nextKey() {
            let value = try JSONPart(reading: &reader, shiftedBy: part.range.lowerBound)
            members.append((name.moved(by: part.range.lowerBound), value))
        }
    }

    /// The value of a name; nil if there is none, or it is null.
    subscript(_ name: StaticString, _ text: Span<UInt8>) -> JSONPart? {
        for member in members.reversed()
        where text.extracting(member.name.range).equals(name) {
            return member.value.kind == .null ? nil : member.value
        }
        return nil
    }

    /// The value of a name, if it is of a kind.
    subscript(_ name: StaticString, _ text: Span<UInt8>, _ kind: JSONKind) -> JSONPart? {
        self[name, text].flatMap { $0.kind == kind ? $0 : nil }
    }
}

extension JSONPart {
    /// The whole of a text.
    ///
    /// - Throws: When it is not JSON.
    init(wholeOf text: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader(text, policy: .lenient)
        self = try JSONPart(reading: &reader, shiftedBy: 0)
        try reader.finish()
    }

    /// Reads the value that comes next.
    init(reading reader: inout JSONReader, shiftedBy offset: Int) throws(JSONError) {
        kind = try reader.peek()
        if kind == .string {
            let slice = try reader.readString()
            needsRepair = slice.needsRepair
            range = slice.range.lowerBound - 1 + offset..<slice.range.upperBound + 1 + offset
        } else {
            let place = try reader.skipValue()
            needsRepair = false
            range = place.lowerBound + offset..<place.upperBound + offset
        }
    }

    /// The elements of an array; none of any other value.
    func elements(of text: Span<UInt8>) throws(JSONError) -> [JSONPart] {
        guard kind == .array else { return [] }
        var elements: [JSONPart] = []
        var reader = JSONReader(text.extracting(range), policy: .lenient)
        try reader.beginArray()
        while try reader.nextElement() {
            elements.append(try JSONPart(reading: &reader, shiftedBy: range.lowerBound))
        }
        return elements
    }

    /// Tells whether it is a string, and which.
    func equals(_ literal: StaticString, _ text: Span<UInt8>) -> Bool {
        kind == .string && text.extracting(content).equals(literal)
    }

    /// Tells whether it is `true` or `false`, and which.
    func isBool(_ value: Bool, _ text: Span<UInt8>) -> Bool {
        kind == .boolean && (text[range.lowerBound] == UInt8(ascii: "t")) == value
    }

    /// A whole number; nil of any other value.
    func int(_ text: Span<UInt8>) -> Int? {
        kind == .number ? JSONNumber.int(text.extracting(range)) : nil
    }

    /// A string without its escapes; empty of any other value.
    func string(_ text: Span<UInt8>) -> String {
        kind == .string ? JSONString.unescaped(text.extracting(content)) : ""
    }

    /// Tells whether it is a string without characters, or with nothing but white space.
    func isBlank(_ text: Span<UInt8>) -> Bool {
        guard kind == .string else { return true }
        let content = text.extracting(content)
        return content.trimmedRange(0..<content.count).isEmpty
    }
}

extension ByteBuffer {
    /// Appends a value as it stands.
    mutating func append(_ part: JSONPart, of text: Span<UInt8>) {
        guard part.needsRepair else { return append(text.extracting(part.range)) }
        append(ASCII.quote)
        append(contentOf: part, of: text)
        append(ASCII.quote)
    }

    /// Appends what is between the quotation marks of a string.
    mutating func append(contentOf part: JSONPart, of text: Span<UInt8>) {
        let content = text.extracting(part.content)
        if part.needsRepair {
            JSONString.appendRepaired(content, into: &self)
        } else {
            append(content)
        }
    }
}
