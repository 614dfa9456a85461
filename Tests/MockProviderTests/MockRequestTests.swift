// What the mock reads of a request, and what it refuses.

import HTTP
import JSON
import Testing

@testable import MockProvider

@Suite struct MockRequestTests {
    private func request(
        _ json: String,
        in dialect: MockDialect = .chatCompletions
    ) throws -> MockRequest {
        try MockRequest(json.utf8.span, in: dialect)
    }

    @Test func `all that matters is read`() throws {
        let request = try request(
            #"""
            {"model":"gpt-4o","messages":[
            {"role":"system","content":"s"},{"content":"h\u0069","role":"user"}],
            "stream":true,"stream_options":{"x":1,"include_usage":true},
            "tools":[{"type":"function","function":{"parameters":{"name":"no"},"name":"f"}},
            {"type":"x"}],"n":1}
            """#
        )
        #expect(request.model == "gpt-4o")
        #expect(request.isStream)
        #expect(request.includesUsage)
        #expect(request.prompt == Array("hi".utf8))
        #expect(request.toolNames == ["f"])
        #expect(request.roundCount == 0)
    }

    @Test func `nothing is needed`() throws {
        let request = try request("{}")
        #expect(request.model == "mamba-mock")
        #expect(!request.isStream)
        #expect(!request.includesUsage)
        #expect(request.prompt.isEmpty)
        #expect(request.toolNames.isEmpty)
    }

    @Test func `the text parts of the last user message are the prompt`() throws {
        let request = try request(
            #"""
            {"messages":[{"role":"user","content":"first"},{"role":"assistant","content":"a"},
            {"role":"user","content":[{"type":"text","text":"one "},
            {"type":"image_url","image_url":{}},{"type":"text","text":"two"}]}]}
            """#
        )
        #expect(request.prompt == Array("one two".utf8))
        #expect(request.roundCount == 0)
    }

    @Test func `answers behind the last user message are counted`() throws {
        let request = try request(
            #"""
            {"messages":[{"role":"assistant"},{"role":"user","content":"x"},
            {"role":"assistant"},{"role":"tool"},{"role":"assistant"},{"role":"tool"}]}
            """#
        )
        #expect(request.roundCount == 2)
    }

    @Test(arguments: [
        #"{"messages":7,"stream":"yes","model":null,"tools":{},"stream_options":true}"#,
        #"{"messages":[{"role":"user","content":null}],"tools":[1,"x",{"function":[]}]}"#,
        #"{"messages":[{"role":"user","content":[1,{"text":5}]}]}"#,
    ])
    func `members of another kind are as good as none`(_ json: String) throws {
        let request = try request(json)
        #expect(request.prompt.isEmpty)
        #expect(!request.isStream)
        #expect(request.toolNames.isEmpty)
    }

    @Test(arguments: ["", "[]", "null", "{", #"{"a":}"#, "{} x", #"{"messages":[1]}"#])
    func `what is no JSON object is refused`(_ json: String) {
        #expect(throws: JSONError.self) { try request(json) }
    }

    // The other dialects

    @Test func `Messages are read`() throws {
        let request = try request(
            #"""
            {"model":"claude","stream":true,"max_tokens":9,"system":"s","messages":[
            {"role":"user","content":[{"type":"text","text":"hi"}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}],
            "tools":[{"name":"f","input_schema":{"name":"no"}}]}
            """#,
            in: .messages
        )
        #expect(request.model == "claude")
        #expect(request.isStream)
        #expect(request.tokenCountMax == 9)
        #expect(request.prompt == Array("hi".utf8))
        #expect(request.roundCount == 1)
        #expect(request.toolNames == ["f"])
        #expect(request.fault == nil)
    }

    @Test func `Messages need a bound of tokens`() throws {
        let fault = try request("{}", in: .messages).fault
        #expect(fault?.status == .badRequest)
        #expect(fault?.message == "max_tokens: Field required")
    }

    @Test func `Gemini's contents are read`() throws {
        let request = try request(
            #"""
            {"contents":[{"role":"user","parts":[{"text":"h"},{"text":"i"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}],
            "tools":[{"functionDeclarations":[{"name":"f"},{"name":"g"}]}],
            "generationConfig":{"maxOutputTokens":7}}
            """#,
            in: .generateContent
        )
        #expect(request.prompt == Array("hi".utf8))
        #expect(request.roundCount == 1)
        #expect(request.toolNames == ["f", "g"])
        #expect(request.tokenCountMax == 7)
    }

    @Test func `a request for a response is read`() throws {
        let request = try request(
            #"""
            {"input":[{"role":"user","content":[{"type":"input_text","text":"hi"}]},
            {"type":"reasoning","summary":[]},{"type":"function_call","call_id":"a"},
            {"type":"function_call","call_id":"b"},{"type":"function_call_output","call_id":"a"},
            {"type":"function_call_output","call_id":"b"},{"type":"function_call","call_id":"c"},
            {"type":"function_call_output","call_id":"c"}],"store":false,"stream":true,
            "include":["x","reasoning.encrypted_content"],"max_output_tokens":5,
            "tools":[{"type":"function","name":"f"}]}
            """#,
            in: .responses
        )
        #expect(request.prompt == Array("hi".utf8))
        #expect(request.roundCount == 2)
        #expect(request.toolNames == ["f"])
        #expect(request.tokenCountMax == 5)
        #expect(request.includesEncryptedReasoning)
        #expect(!request.isStored)
        #expect(request.fault == nil)
    }

    @Test func `the input of a response may be a string`() throws {
        let request = try request(#"{"input":"h\u0069"}"#, in: .responses)
        #expect(request.prompt == Array("hi".utf8))
        #expect(request.isStored)
    }

    @Test(arguments: [
        (#"{"previous_response_id":"resp_1"}"#, 400, "previous_response_not_found"),
        (#"{"input":[{"type":"item_reference","id":"rs_1"}]}"#, 404, nil),
    ])
    func `nothing is kept`(_ json: String, _ status: Int, _ code: String?) throws {
        let fault = try #require(try request(json, in: .responses).fault)
        #expect(fault.status.code == status)
        #expect(fault.code == code)
    }

    @Test(arguments: [MockDialect.messages, .generateContent, .responses])
    func `members of another kind are as good as none in any dialect`(_ dialect: MockDialect) throws
    {
        let request = try request(
            #"""
            {"messages":7,"contents":"x","input":8,"tools":[1,{"functionDeclarations":2}],
            "generationConfig":[],"include":"x","store":1,"max_tokens":"9"}
            """#,
            in: dialect
        )
        #expect(request.prompt.isEmpty)
        #expect(request.toolNames.isEmpty)
        #expect(request.tokenCountMax == nil)
    }
}
