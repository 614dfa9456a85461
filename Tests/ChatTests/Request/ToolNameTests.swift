// Names of tools must be such as providers accept.

import Testing

@testable import Chat

@Suite struct ToolNameTests {
    @Test(arguments: [
        ("generateForm", "generateForm"), ("a-b_C9", "a-b_C9"), ("my.tool/x y", "my_tool_x_y"),
        ("wëtter", "w_tter"), ("😀", "_"), ("e\u{301}", "e_"),
        (String(repeating: "n", count: 64), String(repeating: "n", count: 64)),
        (String(repeating: "n", count: 65), String(repeating: "n", count: 64)),
    ])
    func `what OpenAI refuses in a name is replaced`(_ name: String, _ accepted: String) {
        #expect(ToolName.accepted(name) == accepted)
    }
}
