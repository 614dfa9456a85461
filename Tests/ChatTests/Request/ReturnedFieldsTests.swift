// What a client has kept for the provider goes back to it, and to no other.

import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ReturnedFieldsTests {
    private static let signature = #"{"google":{"thought_signature":"SIG-1=="}}"#
    private static let details = #"[{"type":"reasoning.encrypted","data":"D"}]"#

    /// The assistant's message that a provider gets of parts with the metadata.
    private static func message(
        call: String? = nil,
        reasoning: String? = nil,
        model: String = "up/m"
    ) throws -> JSONValue? {
        let callMember = call.map { #","callProviderMetadata":\#($0)"# } ?? ""
        let partMember = reasoning.map { #","providerMetadata":\#($0)"# } ?? ""
        let body = #"""
            {"model":"openai/\#(model)","messages":[{"id":"1","role":"user","parts":[{"type":"text","text":"q"}]},
            {"id":"2","role":"assistant","parts":[{"type":"step-start"},
            {"type":"reasoning","text":"hm"\#(partMember)},
            {"type":"tool-where","toolCallId":"c","state":"output-available","input":{},"output":1\#(callMember)}]}]}
            """#
        let models = ModelCatalog([], defaultModel: "m")
        let request = try ChatRequest(body.utf8.span, contract: .ui, models: models)
        var messages = ByteBuffer()
        let isWhole = MessageConversion.append(
            messagesOf: request,
            in: body.utf8.span,
            ModelCallForm(request.model.targets[0]),
            to: &messages
        )
        #expect(isWhole)
        let json = try JSONValue(parsing: "[\(String(messages.bytes))]".utf8.span)
        #expect(ProviderContract.complaints(about: json) == [])
        return json[1]
    }

    private static func own(_ member: String, model: String = "up/m") -> String {
        #"{"mamba":{"model":"\#(model)",\#(member)}}"#
    }

    @Test func `to the model that it is of`() throws {
        let message = try Self.message(
            call: Self.own(#""extraContent":\#(Self.signature)"#),
            reasoning: Self.own(#""reasoningDetails":\#(Self.details)"#)
        )
        #expect(message?["tool_calls"]?[0]?["extra_content"]?.description == Self.signature)
        #expect(message?["reasoning_details"]?.description == Self.details)
    }

    @Test func `to no other model`() throws {
        let message = try Self.message(
            call: Self.own(#""extraContent":\#(Self.signature)"#),
            reasoning: Self.own(#""reasoningDetails":\#(Self.details)"#),
            model: "other"
        )
        #expect(message?["tool_calls"]?[0]?["extra_content"] == nil)
        #expect(message?["reasoning_details"] == nil)
    }

    @Test(arguments: [
        "null", "7", "[]", #"{"google":{"thoughtSignature":"x"}}"#, #"{"mamba":7}"#,
        #"{"mamba":{"extraContent":{"a":1},"reasoningDetails":[1]}}"#,
        own(#""extraContent":[1],"reasoningDetails":{"a":1}"#),
        own(#""extraContent":"x","reasoningDetails":[]"#),
        own(#""x":1"#),
        own(
            #""extraContent":{"a":"\#(String(repeating: "x", count: ProviderMetadata.byteCountMax))"}"#
        ),
    ])
    func `what is none of ours means nothing`(metadata: String) throws {
        let message = try Self.message(call: metadata, reasoning: metadata)
        #expect(message?["tool_calls"]?[0]?["extra_content"] == nil)
        #expect(message?["reasoning_details"] == nil)
    }
}
