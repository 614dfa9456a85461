// Values of a request as Python prints them, for reports of what is wrong with it.

internal import Bytes
internal import JSON

/// Python's view of a JSON value.
enum PythonText {
    /// Reads a value that a reader has accepted before.
    static func parse(_ json: Span<UInt8>) -> JSONValue? {
        do throws(JSONError) {
            return try JSONValue(parsing: json)
        } catch {
            return nil
        }
    }

    /// Writes a value as Python's `json` would after reading it: the last of equal names, numbers
    /// in their own form.
    static func write(_ value: JSONValue, to json: inout JSONWriter) {
        switch value {
        case .object(let object):
            json.beginObject()
            for member in object.members {
                json.key(escaping: member.name)
                write(member.value, to: &json)
            }
            json.endObject()
        case .array(let elements):
            json.beginArray()
            for element in elements { write(element, to: &json) }
            json.endArray()
        case .number(let number): json.raw(text(of: number).utf8.span)
        case .string, .bool, .null: value.write(to: &json)
        }
    }

    /// The `type` of a part that is no string, in the form of Python's `str`, cut to what anyone will read.
    static func tag(_ type: Span<UInt8>) -> String {
        guard type.count <= tagByteCountMax else {
            return cut(String(type.extracting(0..<tagByteCountMax)))
        }
        switch parse(type) {
        case .null: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .number(let number): return cut(text(of: number))
        case .some(let value): return cut(value.description)
        case nil: return ""
        }
    }

    private static let tagByteCountMax = 2400

    private static func cut(_ text: String) -> String {
        String(text.unicodeScalars.prefix(200))
    }

    /// A number in the form of Python's `repr`: `1e5` is `100000.0`, an integer keeps all its
    /// digits.
    static func text(of number: JSONNumber) -> String {
        let text = number.text
        guard text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") || $0 == 0x2E }) else {
            return text == "-0" ? "0" : text
        }
        guard let value = number.asDouble else { return text }
        return pythonText(of: value)
    }

    private static func pythonText(of value: Double) -> String {
        let text = value.description
        // Python writes an exponent from 1e16 on, Swift only where not every integer is exact: from
        // 2^54.
        guard value.magnitude >= 1e16, text.hasSuffix(".0") else { return text }
        let sign = text.hasPrefix("-") ? "-" : ""
        let digits = text.dropFirst(sign.count).dropLast(2)
        var significant = digits
        while significant.last == "0" { significant.removeLast() }
        let fraction = significant.dropFirst()
        let mantissa = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
        return "\(sign)\(mantissa)e+\(digits.count - 1)"
    }
}
