// Requests of the Gemini API.

import JSON
import Providers
import Testing

@Suite struct GeminiRequestTests {
    @Test func `a conversation with everything that has a place there`() throws {
        let request = try translated(
            messages: #"""
                {"role":"system","content":"be brief"},
                {"role":"user","content":[{"type":"text","text":"q"},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
                {"role":"assistant","content":"I look","tool_calls":[
                  {"id":"own","type":"function","function":{"name":"f","arguments":"{\"x\":1}"},
                   "extra_content":{"google":{"thought_signature":"sig"}}},
                  {"id":"gemini-call-r-1","type":"function","function":{"name":"g","arguments":""}}]},
                {"role":"tool","tool_call_id":"own","content":"{\"ok\":true}"},
                {"role":"tool","tool_call_id":"gemini-call-r-1","content":"plain"},
                {"role":"user","content":"go on"}
                """#,
            #","max_tokens":9,"temperature":0.5,"top_p":0.9,"stop":"END","seed":3,"reasoning_effort":"low","#
                + #""response_format":{"type":"json_object"},"tools":[{"type":"function","function":"#
                + #"{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":"required""#,
            model: "gemini-3-pro",
            to: .gemini
        )
        #expect(request["systemInstruction"] == ["parts": [["text": "be brief"]]])
        let contents: JSONValue = [
            [
                "role": "user",
                "parts": [
                    ["text": "q"], ["inlineData": ["mimeType": "image/png", "data": "AAAA"]],
                ],
            ],
            [
                "role": "model",
                "parts": [
                    ["text": "I look"],
                    [
                        "functionCall": ["id": "own", "name": "f", "args": ["x": 1]],
                        "thoughtSignature": "sig",
                    ], ["functionCall": ["name": "g", "args": [:]]],
                ],
            ],
            [
                "role": "user",
                "parts": [
                    ["functionResponse": ["id": "own", "name": "f", "response": ["ok": true]]],
                    ["functionResponse": ["name": "g", "response": ["result": "plain"]]],
                    ["text": "go on"],
                ],
            ],
        ]
        #expect(request["contents"] == contents)
        #expect(
            request["generationConfig"] == [
                "thinkingConfig": ["includeThoughts": true, "thinkingLevel": "LOW"],
                "maxOutputTokens": 9, "temperature": 0.5, "topP": 0.9, "seed": 3,
                "stopSequences": ["END"], "responseMimeType": "application/json",
            ]
        )
        #expect(
            request["tools"] == [
                [
                    "functionDeclarations": [
                        [
                            "name": "f", "description": "d",
                            "parametersJsonSchema": ["type": "object"],
                        ]
                    ]
                ]
            ]
        )
        #expect(request["toolConfig"] == ["functionCallingConfig": ["mode": "ANY"]])
        #expect(request["model"] == nil)
    }

    @Test
    func `a call of another model's has the stand-in for its signature where one is demanded`()
        throws
    {
        let history = #"""
            {"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
              {"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]}
            """#
        func parts(_ model: String) throws -> JSONValue? {
            try translated(messages: history, model: model, to: .gemini)["contents"]?[1]?["parts"]
        }
        let newer = try parts("gemini-3-flash")
        #expect(newer?[0]?["thoughtSignature"] == "skip_thought_signature_validator")
        #expect(newer?[1]?["thoughtSignature"] == nil)
        #expect(try parts("gemini-2.5-flash")?[0]?["thoughtSignature"] == nil)
    }

    @Test func `a signature of text stands in a part of its own`() throws {
        let sent = try translated(
            messages: #"{"role":"user","content":"q"},{"role":"assistant","content":"t","#
                + #""reasoning_details":[{"type":"google.signature","thoughtSignature":"s"}]}"#,
            to: .gemini
        )
        #expect(
            sent["contents"]?[1]?["parts"] == [
                ["text": "t"], ["text": "", "thoughtSignature": "s"],
            ]
        )
    }
}
