// What a provider wants back with a call travels with the client's message, and only as what it is.

import AnswerKit
import JSON
import Testing

@testable import Chat

@Suite struct ProviderMetadataTests {
    private typealias Event = ProviderEvent

    private static let signature = #"{"google":{"thought_signature":"SIG-1=="}}"#

    private static func call(_ extra: String, name: String = "generateCard") -> [String] {
        [
            Event.delta(
                #"{"tool_calls":[{"index":0,"id":"c","function":{"name":"\#(name)","#
                    + #""arguments":"{\"title\":\"A\"}"},"extra_content":\#(extra)}]}"#
            ), Event.finish("tool_calls"),
        ]
    }

    private static func metadata(_ extra: String) -> JSONValue? {
        let client = Transcript.Client(answer: .ui, model: "gemini-3")
        let output = Transcript([call(extra), Event.answer("x")], for: client).output
        return UIStream(output).chunks.first { $0["type"] == "tool-input-available" }?[
            "providerMetadata"
        ]
    }

    @Test func `a client is given it with the input of the call`() {
        let own = Self.metadata(Self.signature)?["mamba"]
        #expect(own?["model"] == "gemini-3")
        #expect(own?["extraContent"]?.description == Self.signature)
    }

    @Test func `the model gets it back with its call in the same answer`() throws {
        for answer in [StreamProtocol.ui, .mamba, .data] {
            let calls = [Self.call(Self.signature), Event.answer("x")]
            let request = try #require(Transcript(calls, as: answer).requests.first)
            let call = try JSONValue(parsing: request.utf8.span)[0]?["tool_calls"]?[0]
            #expect(call?["extra_content"]?.description == Self.signature)
        }
    }

    @Test(arguments: [
        "7", "null", "[]", #""x""#, #"{"a":{"__proto__":1}}"#,
        #"{"a":"\#(String(repeating: "x", count: ProviderMetadata.byteCountMax))"}"#,
    ])
    func `what is none, too long or dangerous is left out`(extra: String) {
        #expect(Self.metadata(extra) == nil)
    }

    @Test func `it is one line and one text, whatever came`() {
        let broken = #"{ "a" : "\ud83d" , "n" : 1.50e3 }"#
        #expect(
            Self.metadata(broken)?["mamba"]?["extraContent"]?.description
                == "{\"a\":\"\u{FFFD}\",\"n\":1.50e3}"
        )
    }
}
