// Echoes must read as if Python had printed them.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct PythonTextTests {
    /// Made with `json.dumps(json.loads(text))` of Python 3.11.
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("-17", "-17"), ("1.0", "1.0"), ("-0.0", "-0.0"),
        ("12345678901234567890123", "12345678901234567890123"), ("1e5", "100000.0"),
        ("1E+5", "100000.0"), ("1e-5", "1e-05"), ("0.0001", "0.0001"), ("0.00001", "1e-05"),
        ("123456.789", "123456.789"), ("1e15", "1000000000000000.0"), ("1e16", "1e+16"),
        ("9007199254740993.0", "9007199254740992.0"), ("1.7e16", "1.7e+16"),
        ("1.2345678901234567e16", "1.2345678901234568e+16"), ("-1.5e16", "-1.5e+16"),
        ("18014398509481984.0", "1.8014398509481984e+16"), ("12000000000000000.0", "1.2e+16"),
        ("1e17", "1e+17"), ("1e22", "1e+22"), ("1.5e-300", "1.5e-300"), ("5e-324", "5e-324"),
        ("2.5e0", "2.5"), ("1e-7", "1e-07"), ("-1e16", "-1e+16"),
    ])
    func `a number is written as Python writes it`(_ text: String, _ expected: String) throws {
        let number = try #require(JSONValue(text: text)?.number)
        #expect(PythonText.text(of: number) == expected)
    }

    @Test func `a number too great for a double stays as it was`() throws {
        let number = try #require(JSONValue(text: "1e400")?.number)
        #expect(PythonText.text(of: number) == "1e400")
    }

    @Test func `of equal names the last value stands at the first place`() throws {
        let value = try #require(JSONValue(text: #"{"a":1,"b":[1e2,{"c":-0}],"a":"é\u00e9\/"}"#))
        var json = JSONWriter(appendingTo: ByteBuffer())
        PythonText.write(value, to: &json)
        let buffer = json.finish()
        #expect(String(buffer.bytes) == #"{"a":"éé/","b":[100.0,{"c":0}]}"#)
    }

    @Test(arguments: [
        ("null", "None"), ("true", "True"), ("false", "False"), ("1", "1"), ("1.50", "1.5"),
        (#"{"a":[1,2]}"#, #"{"a":[1,2]}"#),
    ])
    func `a type that is no string is named as Python's str names it`(_ type: String, _ tag: String)
    {
        #expect(PythonText.tag(type.utf8.span) == tag)
    }

    @Test func `the name of a long type is cut`() {
        for count in [300, 3_000_000] {
            let type = "[" + String(repeating: "0,", count: count) + "0]"
            #expect(PythonText.tag(type.utf8.span) == String(type.prefix(200)))
        }
    }
}
