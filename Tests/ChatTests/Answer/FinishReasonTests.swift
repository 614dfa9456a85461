import Bytes
import Testing

@testable import Chat

@Suite struct FinishReasonTests {
    @Test(arguments: [
        ("stop", "stop"), ("length", "length"), ("content_filter", "content-filter"),
        ("tool_calls", "tool-calls"), ("function_call", "tool-calls"), ("STOP", "other"),
        ("", "other"), ("stopped", "other"), ("sensitive", "other"), ("erro", "other"),
        ("error", "error"), ("network_error", "error"), ("Upstream-ERROR!", "error"),
        ("insufficient_system_resource", "error"),
    ])
    func `a provider's name has the AI SDK's`(name: String, expected: String) {
        #expect(FinishReason(name.utf8.span).name.description == expected)
    }
}
