// How values are shown in messages.

import Testing

@testable import Configuration

@Suite struct SettingNodeTests {
    @Test(arguments: [(56, false), (58, false), (59, true), (1000, true)])
    func `a long value is cut`(length: Int, isCut: Bool) {
        let shown = SettingNode(.text(String(repeating: "x", count: length))).description
        #expect(shown.hasSuffix("…") == isCut)
        #expect(shown.count == (isCut ? 61 : length + 2))
    }

    @Test func `a value cannot break out of its line`() {
        #expect(SettingNode(.text("a\nb\u{1B}[0m")).description == #""a\nb\u001b[0m""#)
    }

    @Test(
        arguments: [
            (.null, true), (.text(""), true), (.text(" "), false), (.boolean(false), false),
            (.list([]), false),
        ] as [(SettingNode.Content, Bool)]
    )
    func `null and the empty text are absent`(content: SettingNode.Content, isAbsent: Bool) {
        #expect(SettingNode(content).isAbsent == isAbsent)
    }
}
