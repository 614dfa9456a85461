// What the mock answers beside chats.

import Bytes
import JSON
import Testing

@testable import MockProvider

@Suite struct OtherEndpointsTests {
    @Test func `each text has a vector`() throws {
        let request = #"{"model":"e","input":["a","b"]}"#
        guard let answer = OtherEndpoints.embeddings(request.utf8.span) else {
            Issue.record("no answer")
            return
        }
        let json = try JSONValue(parsing: answer.body.bytes)
        #expect(json["data"]?.array?.count == 2)
        #expect(json["data"]?[1]?["index"] == 1)
        #expect(json["model"] == "e")
        if OtherEndpoints.embeddings("[]".utf8.span) != nil { Issue.record("a list is no request") }
    }

    @Test(arguments: [true, false])
    func `a text comes whole or as a stream`(isStream: Bool) throws {
        let request = #"{"prompt":"p","stream":\#(isStream)}"#
        guard let answer = OtherEndpoints.completion(request.utf8.span) else {
            Issue.record("no answer")
            return
        }
        let text = String(answer.body.bytes)
        #expect(text.hasSuffix("data: [DONE]\n\n") == isStream)
        #expect(text.contains("Once"))
    }
}
