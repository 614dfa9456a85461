// What the mock reads of a request, and what it refuses.

import JSON
import Testing

@testable import MockProvider

@Suite struct MockCompletionRequestTests {
    private func request(_ json: String) throws -> MockCompletionRequest {
        try MockCompletionRequest(json.utf8.span)
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
}
