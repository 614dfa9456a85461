// Requests of OpenAI's Responses API.

import JSON
import Providers
import Testing

@Suite struct ResponsesRequestTests {
    @Test func `a conversation becomes items, and nothing is stored`() throws {
        let request = try translated(
            messages: #"""
                {"role":"system","content":"be brief"},
                {"role":"user","content":[{"type":"text","text":"q"},
                  {"type":"image_url","image_url":{"url":"https://a/b.png"}}]},
                {"role":"assistant","content":"t","reasoning_details":[
                  {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"enc"},
                  {"type":"reasoning","id":"rs_2","summary":[]},{"type":"thinking","thinking":"x","signature":"s"}],
                 "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"r"}
                """#,
            #","max_tokens":9,"reasoning_effort":"low","user":"u","parallel_tool_calls":false,"#
                + #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto","#
                + #""response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{},"strict":true}}"#,
            model: "gpt-5",
            to: .responses
        )
        let input: JSONValue = [
            ["role": "developer", "content": [["type": "input_text", "text": "be brief"]]],
            [
                "role": "user",
                "content": [
                    ["type": "input_text", "text": "q"],
                    ["type": "input_image", "image_url": "https://a/b.png"],
                ],
            ], ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "enc"],
            ["role": "assistant", "content": [["type": "output_text", "text": "t"]]],
            ["type": "function_call", "call_id": "c1", "name": "f", "arguments": #"{"x":1}"#],
            ["type": "function_call_output", "call_id": "c1", "output": "r"],
        ]
        let expected: JSONValue = [
            "model": "gpt-5", "input": input, "stream": true, "store": false,
            "include": ["reasoning.encrypted_content"],
            "reasoning": ["summary": "auto", "effort": "low"],
            "tools": [
                [
                    "type": "function", "name": "f",
                    "parameters": ["type": "object", "properties": [:]], "strict": false,
                ]
            ],
            "tool_choice": "auto", "parallel_tool_calls": false, "max_output_tokens": 9,
            "safety_identifier": "u",
            "text": [
                "format": ["type": "json_schema", "name": "n", "schema": [:], "strict": true]
            ],
        ]
        #expect(request == expected)
    }

    @Test(arguments: [
        ("o3-mini", true), ("gpt-5.1", true), ("gpt-6", true), ("gpt-4.1", false),
        ("gpt-5-chat-latest", false), ("omni", false), ("my-model", false),
    ])
    func `only models that reason are asked for their encrypted thoughts`(
        model: String,
        isAsked: Bool
    ) throws {
        let request = try translated(
            messages: #"{"role":"user","content":"q"}"#,
            model: model,
            to: .responses
        )
        #expect((request["include"] != nil) == isAsked)
    }

    @Test func `stop sequences have no form there`() {
        let error = #expect(throws: UntranslatableRequest.self) {
            try translated(messages: "", #","stop":["a"]"#, to: .responses)
        }
        #expect(error?.param == "stop")
    }
}
