// What events say, by protocol.

import JSON
import Testing

@testable import LoadGenerator

@Suite struct StreamEventTests {
    /// An event with its text in place of the slice.
    private func read(_ data: String, _ wireProtocol: Arm.WireProtocol) throws -> String {
        let event = try StreamEvent(data.utf8.span, in: wireProtocol)
        guard case .text(let slice) = event else { return "\(event)" }
        return "text:" + JSONString.unescaped(data.utf8.span.extracting(slice.range))
    }

    @Test(arguments: [
        ("[DONE]", Arm.WireProtocol.ui, "done"),
        (#"{"type":"start","messageId":"m"}"#, .ui, "start"),
        (#"{"type":"start-step"}"#, .ui, "other"),
        (#"{"type":"text-start","id":"0"}"#, .ui, "textStart"),
        (#"{"type":"text-delta","id":"0","delta":"a\nb"}"#, .ui, "text:a\nb"),
        (#"{"delta":"x","type":"text-delta"}"#, .ui, "text:x"),
        (#"{"type":"reasoning-delta","id":"0","delta":"x"}"#, .ui, "other"),
        (#"{"type":"text-end","id":"0"}"#, .ui, "textEnd"),
        (#"{"type":"finish","messageMetadata":{"a":[1]}}"#, .ui, "finish"),
        (#"{"type":"error","errorText":"no"}"#, .ui, #"failed("no")"#),
        (#"{"type":"text-delta","textDelta":"é"}"#, .mamba, "text:é"),
        (#"{"type":"tool-call","args":{"textDelta":"no"}}"#, .mamba, "other"),
        (#"{"type":"finish"}"#, .mamba, "finish"),
        (#"{"type":"error","error":"no"}"#, .mamba, #"failed("no")"#),
        (#"{"choices":[{"delta":{"content":"x"},"finish_reason":null}]}"#, .openai, "text:x"),
        (
            #"{"choices":[{"finish_reason":null,"delta":{"role":"assistant","content":""}}]}"#,
            .openai, "other"
        ),
        (#"{"choices":[{"delta":{"content":null}}],"usage":null}"#, .openai, "other"),
        (#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#, .openai, "finish"),
        (#"{"choices":[],"usage":{"total_tokens":3}}"#, .openai, "other"),
        (#"{"error":{"message":"no"}}"#, .openai, #"failed("{\"message\":\"no\"}")"#),
    ])
    func `events are read`(_ data: String, _ wireProtocol: Arm.WireProtocol, _ expected: String)
        throws
    {
        #expect(try read(data, wireProtocol) == expected)
    }

    @Test(arguments: [
        "", "{", "[]", "[DONE", #"{"type":"finish"} x"#, #"{"type":"text-delta","delta":"\x"}"#,
    ])
    func `what is no JSON object is no event`(_ data: String) {
        for wireProtocol in Arm.WireProtocol.allCases {
            #expect(throws: JSONError.self) {
                try StreamEvent(data.utf8.span, in: wireProtocol)
            }
        }
    }
}
