// What the tests of requests share: requests from JSON, and what they are turned into.

import Bytes
import JSON
import Testing

@testable import Chat

/// A chat request that is expected to be valid.
func chat(_ body: String, contract: RequestContract = .completions) throws -> ChatRequest {
    try ChatRequest(body.utf8.span, contract: contract, models: RecordedCase.models)
}

/// The answer to a chat request that is expected to be refused.
func refusal(of body: [UInt8], contract: RequestContract = .completions) -> RequestRejection? {
    do throws(RequestRejection) {
        _ = try ChatRequest(body.span, contract: contract, models: RecordedCase.models)
        return nil
    } catch {
        return error
    }
}

/// The answer to a chat request that is expected to be refused.
func refusal(of body: String, contract: RequestContract = .completions) -> RequestRejection? {
    refusal(of: Array(body.utf8), contract: contract)
}

/// A chat request's messages for the provider, as the text of a JSON array.
///
/// - Parameter messages: The elements of the client's `messages`.
func converted(
    _ messages: String,
    contract: RequestContract = .completions,
    model: String = "openai/gpt-4o",
    tellsReasoning: Bool = false
) throws -> String {
    let body = #"{"messages":[\#(messages)],"model":"\#(model)"}"#
    let request = try chat(body, contract: contract)
    var elements = ByteBuffer()
    let isWhole = MessageConversion.append(
        messagesOf: request,
        in: body.utf8.span,
        ModelCallForm(request.model.targets[0], tellsReasoning: tellsReasoning),
        to: &elements
    )
    #expect(isWhole)
    return "[" + String(elements.bytes) + "]"
}

/// A message of the SDK with parts given as the elements of a JSON array.
func message(_ role: String, _ parts: String) -> String {
    #"{"id":"m","role":"\#(role)","parts":[\#(parts)]}"#
}

/// A text part.
func text(_ text: String) -> String { #"{"type":"text","text":"\#(text)"}"# }

/// The start of a step.
let stepStart = #"{"type":"step-start"}"#

/// A part for a call of a tool, by its type and its other members.
func tool(_ type: String, _ members: String) -> String {
    #"{"type":"\#(type)","toolCallId":"t",\#(members)}"#
}

// What the provider is sent.

/// A JSON array of elements.
func array(_ elements: String...) -> String { "[" + elements.joined(separator: ",") + "]" }

/// A message of the user.
func user(_ content: String) -> String { #"{"role":"user","content":"\#(content)"}"# }

/// A message of the system.
func system(_ content: String) -> String { #"{"role":"system","content":"\#(content)"}"# }

/// A message of the assistant.
func assistant(
    _ content: String?,
    thinking reasoning: String? = nil,
    calling calls: String...
) -> String {
    let content = content.map { "\"\($0)\"" } ?? "null"
    let calls = calls.isEmpty ? "" : #","tool_calls":[\#(calls.joined(separator: ","))]"#
    let reasoning = reasoning.map { #","reasoning_content":"\#($0)""# } ?? ""
    return #"{"role":"assistant","content":\#(content)\#(reasoning)\#(calls)}"#
}

/// A call of a tool in a message of the assistant; the arguments are the content of a string.
func call(_ name: String, _ arguments: String, id: String = "t") -> String {
    let function = #"{"name":"\#(name)","arguments":"\#(arguments)"}"#
    return #"{"id":"\#(id)","type":"function","function":\#(function)}"#
}

/// The answer to a call of a tool; the content is that of a string.
func answer(_ content: String, id: String = "t") -> String {
    #"{"role":"tool","tool_call_id":"\#(id)","content":"\#(content)"}"#
}

extension ToolOutcome {
    /// An outcome of a call as a provider's stream would have brought it.
    static func made(
        id: String,
        name: String,
        arguments: String,
        message: String
    ) throws -> ToolOutcome {
        let function: JSONValue = ["name": .string(name), "arguments": .string(arguments)]
        let delta: JSONValue = [
            "tool_calls": [["index": 0, "id": .string(id), "function": function]]
        ]
        let event = (["choices": [["index": 0, "delta": delta]]] as JSONValue).description
        var decoder = CompletionChunkDecoder()
        var assembler = ToolCallAssembler()
        for fragment in try decoder.decode(event.utf8.span).toolCalls {
            _ = try assembler.take(fragment, of: event.utf8.span) { _ in "invented" }
        }
        return ToolOutcome(
            call: try #require(assembler.calls.first),
            verdict: .refused,
            messageForModel: message
        )
    }
}
