// Kinds and offsets of errors, compared with those of Python.

import JSON
import Testing

@Suite struct JSONErrorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let error: JSONError

        init(_ text: String, _ kind: JSONError.Kind, _ offset: Int) {
            self.text = text
            error = JSONError(kind, at: offset)
        }

        var testDescription: String { "\(text.debugDescription) → \(error)" }
    }

    @Test(arguments: rows)
    func `a text is refused for the reason and at the offset that Python gives`(row: Row) {
        #expect(Reading.agreed(on: Array(row.text.utf8)) == .refused(row.error))
    }

    @Test(arguments: [
        Row("NaN", .expectingValue, 0), Row("[NaN]", .expectingValue, 1),
        Row("Infinity", .expectingValue, 0), Row("-Infinity", .expectingValue, 0),
    ])
    func `the numbers that Python has beyond JSON are refused`(row: Row) {
        #expect(Reading.agreed(on: Array(row.text.utf8)) == .refused(row.error))
    }

    @Test func `offsets count bytes, not characters`() {
        let text = Array(#"{"é": "😀" x"#.utf8)
        #expect(Reading.agreed(on: text) == .refused(JSONError(.expectingComma, at: 14)))
    }

    @Test func `a description says what and where`() {
        let error = JSONError(.expectingComma, at: 7)
        #expect(error.description == "expecting ',' at byte 7")
    }

    /// What `json.loads` of Python 3.11 says of each.
    static let rows: [Row] = [
        Row("", .expectingValue, 0),
        Row("  ", .expectingValue, 2),
        Row("{", .expectingPropertyName, 1),
        Row("{\"", .unterminatedString, 1),
        Row("{\"a", .unterminatedString, 1),
        Row("{\"a\"", .expectingColon, 4),
        Row("{\"a\" ", .expectingColon, 5),
        Row("{\"a\":", .expectingValue, 5),
        Row("{\"a\": ", .expectingValue, 6),
        Row("{\"a\":1", .expectingComma, 6),
        Row("{\"a\":1 ", .expectingComma, 7),
        Row("{\"a\":1,", .expectingPropertyName, 7),
        Row("{\"a\":1, ", .expectingPropertyName, 8),
        Row("{\"a\":1,}", .expectingPropertyName, 7),
        Row("{\"a\":1 ,}", .expectingPropertyName, 8),
        Row("{\"a\":1,\n\n}", .expectingPropertyName, 9),
        Row("{a:1}", .expectingPropertyName, 1),
        Row("{,}", .expectingPropertyName, 1),
        Row("{'a':1}", .expectingPropertyName, 1),
        Row("{1:2}", .expectingPropertyName, 1),
        Row("{\"a\" 1}", .expectingColon, 5),
        Row("{\"a\",1}", .expectingColon, 4),
        Row("{\"a\":}", .expectingValue, 5),
        Row("{\"a\":1 \"b\"}", .expectingComma, 7),
        Row("{\"a\":1:2}", .expectingComma, 6),
        Row("{\"a\":1]", .expectingComma, 6),
        Row("[", .expectingValue, 1),
        Row("[ ", .expectingValue, 2),
        Row("[1", .expectingComma, 2),
        Row("[1,", .expectingValue, 3),
        Row("[1, ", .expectingValue, 4),
        Row("[1,]", .expectingValue, 3),
        Row("[1 ,]", .expectingValue, 4),
        Row("[1,\n]", .expectingValue, 4),
        Row("[,1]", .expectingValue, 1),
        Row("[1 2]", .expectingComma, 3),
        Row("[1:2]", .expectingComma, 2),
        Row("[1}", .expectingComma, 2),
        Row("[\"a\",\"b\" \"c\"]", .expectingComma, 9),
        Row("[[[", .expectingValue, 3),
        Row("1 2", .extraData, 2),
        Row("[] x", .extraData, 3),
        Row("nulll", .extraData, 4),
        Row("01", .extraData, 1),
        Row("-01", .extraData, 2),
        Row("1.", .extraData, 1),
        Row("1.e", .extraData, 1),
        Row("1e", .extraData, 1),
        Row("1e+", .extraData, 1),
        Row("[1.]", .expectingComma, 2),
        Row("[1.5.2]", .expectingComma, 4),
        Row("[1e5e]", .expectingComma, 4),
        Row("nul", .expectingValue, 0),
        Row("tru", .expectingValue, 0),
        Row("-", .expectingValue, 0),
        Row("-a", .expectingValue, 0),
        Row(".5", .expectingValue, 0),
        Row("+1", .expectingValue, 0),
        Row("[tru]", .expectingValue, 1),
        Row("[-]", .expectingValue, 1),
        Row("{\"a\":tru}", .expectingValue, 5),
        Row("x", .expectingValue, 0),
        Row("}", .expectingValue, 0),
        Row("]", .expectingValue, 0),
        Row(":", .expectingValue, 0),
        Row("\u{C}1", .expectingValue, 0),
        Row("[\u{B}1]", .expectingValue, 1),
        Row("\"", .unterminatedString, 0),
        Row("\"abc", .unterminatedString, 0),
        Row("\"\\", .unterminatedString, 0),
        Row("\"abc\\", .unterminatedString, 0),
        Row("\"a\\", .unterminatedString, 0),
        Row("{\"a\":\"b", .unterminatedString, 5),
        Row("{\"a\":\"b\"", .expectingComma, 8),
        Row("\"\\ud800abcdefgh", .unterminatedString, 0),
        Row("\"a\nb\"", .invalidControlCharacter, 2),
        Row("\"a\tb", .invalidControlCharacter, 2),
        Row("\"\u{0}\"", .invalidControlCharacter, 1),
        Row("\"\u{1F}\"", .invalidControlCharacter, 1),
        Row("\"\\x\"", .invalidEscape, 1),
        Row("\"\\U0041\"", .invalidEscape, 1),
        Row("\"\\ud800\\x\"", .invalidEscape, 7),
        Row("\"\\u", .invalidUnicodeEscape, 2),
        Row("\"\\u12", .invalidUnicodeEscape, 2),
        Row("\"\\u12\"", .invalidUnicodeEscape, 2),
        Row("\"\\u123", .invalidUnicodeEscape, 2),
        Row("\"\\u00e9", .invalidUnicodeEscape, 2),
        Row("\"\\uZZZZ\"", .invalidUnicodeEscape, 2),
        Row("\"\\u00_0\"", .invalidUnicodeEscape, 2),
        Row("\"\\u 123\"", .invalidUnicodeEscape, 2),
        Row("\"\\u0x12\"", .invalidUnicodeEscape, 2),
        Row("\"\\u+123\"", .invalidUnicodeEscape, 2),
        Row("[\"\\u00e\",\"x\"]", .invalidUnicodeEscape, 3),
        Row("\"\\ud800\\uZZZZ\"", .invalidUnicodeEscape, 8),
        Row("\"\\ud800\\u12\"", .invalidUnicodeEscape, 8),
        Row("\"\\ud800", .invalidUnicodeEscape, 2),
        Row("\"\\ud83d\\ude00", .invalidUnicodeEscape, 8),
        Row("\"\\ud83d\\ude0", .invalidUnicodeEscape, 8),
        Row("\"\\ud83d\\ud83d\\uX", .invalidUnicodeEscape, 14),
    ]
}
