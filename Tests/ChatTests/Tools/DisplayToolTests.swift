// The tools themselves.

import JSON
import Testing

@testable import Chat

@Suite struct DisplayToolTests {
    @Test func `every tool is found by its name and by no other`() {
        for tool in DisplayTool.allCases {
            #expect(DisplayTool(named: tool.definition.name) == tool)
        }
        #expect(DisplayTool(named: "generateform") == nil)
        #expect(DisplayTool(named: "") == nil)
    }

    @Test func `a result has every argument of the definition`() {
        let result = DisplayTool.code.result(of: ["code": "x"])
        #expect(
            result
                == [
                    "type": "code", "language": nil, "filename": nil, "code": "x", "editable": nil,
                    "showLineNumbers": nil,
                ]
        )
    }

    @Test func `a definition on the wire has no blanks between its members`() {
        for tool in DisplayTool.allCases {
            let text = String(decoding: tool.definition.encoded, as: UTF8.self)
            #expect(JSONValue(text: text)?.description == text)
        }
    }
}
