// JSON inside of JSON must read back as itself.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ByteBufferJSONTextTests {
    private func escaped(_ json: String) -> String {
        var buffer = ByteBuffer()
        buffer.appendJSONText(json.utf8.span)
        return String(buffer.bytes)
    }

    @Test(arguments: [
        ("{}", "{}"), ("{ }", "{}"), ("[ 1 ,\n\t\r2 ]", "[1,2]"), (#""a b""#, #"\"a b\""#),
        (#"{"a" : "x\ny"}"#, #"{\"a\":\"x\\ny\"}"#), (#"" \" ""#, #"\" \\\" \""#),
        (#""\\""#, #"\"\\\\\""#), (#"["\\", "\\\" "]"#, #"[\"\\\\\",\"\\\\\\\" \"]"#),
        (#""\u00e9é😀\/""#, #"\"\\u00e9é😀\\/\""#), ("-1.50e+3", "-1.50e+3"),
    ])
    func `quotes and backslashes are escaped and blanks left out`(
        _ json: String,
        _ expected: String
    ) {
        #expect(escaped(json) == expected)
    }

    @Test func `any value reads back as itself`() throws {
        var generator = HistoryGenerator(seed: 7)
        for _ in 0..<200 {
            let body = generator.body(contract: .ui).replacing(#"\ud800"#, with: "x").replacing(
                #"\udc00"#,
                with: "x"
            )
            let text = try #require(JSONValue(text: "\"" + escaped(body) + "\"")?.string)
            #expect(JSONValue(text: text) == JSONValue(text: body))
        }
    }
}
