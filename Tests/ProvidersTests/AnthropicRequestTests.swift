// Requests as Anthropic's Messages API takes them.

import JSON
import Providers
import Testing

@Suite struct AnthropicRequestTests {
    private func messages(_ messages: String, _ members: String = "") throws -> JSONValue? {
        try translated(messages: messages, members, to: .anthropic)["messages"]
    }

    @Test func `a plain question has what the API demands`() throws {
        let request = try translated(
            messages: #"{"role":"system","content":"be brief"},{"role":"user","content":"q\n\"é"}"#,
            model: "claude",
            to: .anthropic
        )
        let expected: JSONValue = [
            "model": "claude", "max_tokens": 8192,
            "system": [["type": "text", "text": "be brief"]],
            "messages": [["role": "user", "content": [["type": "text", "text": "q\n\"é"]]]],
            "stream": true,
        ]
        #expect(request == expected)
    }

    @Test func `parameters have the API's names`() throws {
        let request = try translated(
            messages: #"{"role":"user","content":"q"}"#,
            #","max_tokens":100,"max_completion_tokens":50,"temperature":0.5,"top_p":0.9,"#
                + #""stop":["END"," "],"user":"u","seed":1,"logit_bias":{},"stream_options":{}"#,
            to: .anthropic
        )
        #expect(request["max_tokens"] == 50)
        #expect(request["temperature"] == 0.5)
        #expect(request["top_p"] == 0.9)
        #expect(request["stop_sequences"] == ["END"])
        #expect(request["metadata"] == ["user_id": "u"])
        #expect(request["seed"] == nil && request["logit_bias"] == nil)
        #expect(request["stream_options"] == nil)
    }

    @Test func `neighbours of one role are one message, results before text`() throws {
        let sent = try messages(
            #"""
            {"role":"user","content":"a"},{"role":"user","content":"b"},
            {"role":"assistant","content":"I look","tool_calls":[
              {"id":"t/1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
              {"id":"t2","type":"function","function":{"name":"g","arguments":""}}]},
            {"role":"tool","tool_call_id":"t/1","content":"one"},
            {"role":"tool","tool_call_id":"t2","content":""},
            {"role":"user","content":"c"}
            """#
        )
        let expected: JSONValue = [
            [
                "role": "user",
                "content": [["type": "text", "text": "a"], ["type": "text", "text": "b"]],
            ],
            [
                "role": "assistant",
                "content": [
                    ["type": "text", "text": "I look"],
                    ["type": "tool_use", "id": "t_1", "name": "f", "input": ["x": 1]],
                    ["type": "tool_use", "id": "t2", "name": "g", "input": [:]],
                ],
            ],
            [
                "role": "user",
                "content": [
                    [
                        "type": "tool_result", "tool_use_id": "t_1",
                        "content": [["type": "text", "text": "one"]],
                    ], ["type": "tool_result", "tool_use_id": "t2", "content": []],
                    ["type": "text", "text": "c"],
                ],
            ],
        ]
        #expect(sent == expected)
    }

    @Test(arguments: [
        (#"[1]"#, #"{"arguments":"[1]"}"#), (#"{\"a\":"#, #"{"arguments":"{\"a\":"}"#),
        (#" {\"a\":2} "#, #"{"a":2}"#),
    ])
    func `arguments that are no object are wrapped`(arguments: String, input: String) throws {
        let sent = try messages(
            #"{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"i","#
                + #""type":"function","function":{"name":"f","arguments":"\#(arguments)"}}]}"#
        )
        #expect(sent?[1]?["content"]?[0]?["input"] == (try JSONValue(parsing: input.utf8.span)))
    }

    @Test func `what stands where the API has no place for it is told all the same`() throws {
        let sent = try messages(
            #"""
            {"role":"assistant","content":"first"},{"role":"system","content":"late"},
            {"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"q"}]}
            """#
        )
        #expect(sent?[0]?["role"] == "user")
        #expect(sent?[1]?["content"] == [["type": "text", "text": "first"]])
        #expect(
            sent?[2]?["content"] == [
                ["type": "text", "text": "late"], ["type": "text", "text": "q"],
            ]
        )
        let empty = try messages("")
        #expect(empty?[0]?["role"] == "user")
    }

    @Test func `images and documents are blocks with a source`() throws {
        let sent = try messages(
            #"""
            {"role":"user","content":[
              {"type":"image_url","image_url":{"url":"data:image\/png;base64,AA\/A=="}},
              {"type":"image_url","image_url":{"url":"https://a/b.png"}},
              {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}},
              {"type":"input_audio","input_audio":{"data":"x","format":"wav"}}]}
            """#
        )
        let content = sent?[0]?["content"]
        #expect(
            content?[0] == [
                "type": "image",
                "source": ["type": "base64", "media_type": "image/png", "data": "AA/A=="],
            ]
        )
        #expect(
            content?[1] == ["type": "image", "source": ["type": "url", "url": "https://a/b.png"]]
        )
        #expect(
            content?[2] == [
                "type": "document",
                "source": ["type": "base64", "media_type": "application/pdf", "data": "BBBB"],
                "title": "a.pdf",
            ]
        )
        #expect(content?[3]?["type"] == "text")
    }

    @Test func `tools and the choice among them`() throws {
        func request(_ choice: String) throws -> JSONValue {
            try translated(
                messages: #"{"role":"user","content":"q"}"#,
                #","tools":[{"type":"function","function":{"name":"f","description":"d","#
                    + #""parameters":{"type":"object"}}},{"type":"function","function":{"name":"g"}}]"#
                    + choice,
                to: .anthropic
            )
        }
        let plain = try request("")
        #expect(
            plain["tools"] == [
                ["name": "f", "description": "d", "input_schema": ["type": "object"]],
                ["name": "g", "input_schema": ["type": "object", "properties": [:]]],
            ]
        )
        #expect(plain["tool_choice"] == nil)
        #expect(try request(#","tool_choice":"required""#)["tool_choice"] == ["type": "any"])
        #expect(try request(#","tool_choice":"none""#)["tool_choice"] == ["type": "none"])
        #expect(
            try request(#","tool_choice":{"type":"function","function":{"name":"g"}}"#)[
                "tool_choice"
            ] == ["type": "tool", "name": "g"]
        )
        #expect(
            try request(#","parallel_tool_calls":false"#)["tool_choice"] == [
                "type": "auto", "disable_parallel_tool_use": true,
            ]
        )
    }

    // Thinking

    @Test func `effort is thinking, in the form that the model knows`() throws {
        func request(_ model: String, _ effort: String) throws -> JSONValue {
            try translated(
                messages: #"{"role":"user","content":"q"}"#,
                #","reasoning_effort":"\#(effort)","temperature":0.2,"max_tokens":1000"#,
                model: model,
                to: .anthropic
            )
        }
        let older = try request("claude-sonnet-4-5", "low")
        #expect(older["thinking"] == ["type": "enabled", "budget_tokens": 1024])
        #expect(older["max_tokens"] == 2024)
        #expect(older["temperature"] == nil)
        let newer = try request("claude-opus-5", "high")
        #expect(newer["thinking"] == ["type": "adaptive"])
        #expect(newer["output_config"] == ["effort": "high"])
        #expect(newer["max_tokens"] == 1000)
        let off = try request("claude-opus-5", "none")
        #expect(off["thinking"] == ["type": "disabled"])
        #expect(off["temperature"] == 0.2)
    }

    @Test func `thoughts go back as they were signed, before what they led to`() throws {
        let history = #"""
            {"role":"user","content":"q"},
            {"role":"assistant","content":"t","reasoning_details":[
              {"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},
              {"type":"thinking","thinking":"unsigned"},{"type":"reasoning.text","text":"of another"}],
             "tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"i","content":"r"}
            """#
        let request = try translated(
            messages: history,
            #","reasoning_effort":"high""#,
            model: "claude-opus-5",
            to: .anthropic
        )
        let content = request["messages"]?[1]?["content"]
        #expect(content?[0] == ["type": "thinking", "thinking": "hm", "signature": "s"])
        #expect(content?[1] == ["type": "redacted_thinking", "data": "d"])
        #expect(content?[2] == ["type": "text", "text": "t"])
        #expect(content?[3]?["type"] == "tool_use")
    }

    @Test func `thoughts go back though nobody has asked for them, and not where they are off`()
        throws
    {
        let history = #"""
            {"role":"user","content":"q"},{"role":"assistant","content":"t","reasoning_details":[
              {"type":"thinking","thinking":"hm","signature":"s"}]},{"role":"user","content":"b"}
            """#
        let unsaid = try messages(history)
        #expect(unsaid?[1]?["content"]?[0]?["signature"] == "s")
        let off = try messages(history, #","reasoning_effort":"none""#)
        #expect(off?[1]?["content"]?.array?.count == 1)
    }

    @Test func `a model is not made to think on from thoughts that are gone`() throws {
        let history = #"""
            {"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[
              {"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"i","content":"r"}
            """#
        let members = #","reasoning_effort":"high""#
        let open = try translated(
            messages: history,
            members,
            model: "claude-opus-5",
            to: .anthropic
        )
        #expect(open["thinking"] == ["type": "disabled"])
        let answered =
            history + #",{"role":"assistant","content":"a"},{"role":"user","content":"b"}"#
        let next = try translated(
            messages: answered,
            members,
            model: "claude-opus-5",
            to: .anthropic
        )
        #expect(next["thinking"] == ["type": "adaptive"])
    }

    @Test func `a schema is the form of the answer`() throws {
        let request = try translated(
            messages: #"{"role":"user","content":"q"}"#,
            #","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}"#,
            to: .anthropic
        )
        #expect(
            request["output_config"] == [
                "format": ["type": "json_schema", "schema": ["type": "object"]]
            ]
        )
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "model"), (#"{"model":"m"}"#, "messages"), ("[]", "body"),
        (#"{"model":"m","messages":[],"n":2}"#, "n"),
        (#"{"model":"m","messages":[],"tool_choice":7}"#, "tool_choice"),
        (#"{"model":"m","messages":[],"response_format":7}"#, "response_format"),
    ])
    func `what has no form there is refused by its name`(body: String, param: String) throws {
        let error = #expect(throws: UntranslatableRequest.self) {
            try translated(body, to: .anthropic)
        }
        #expect(error?.param == param)
    }
}
