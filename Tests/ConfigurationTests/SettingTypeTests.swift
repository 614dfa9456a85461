// Each type takes what it should, refuses the rest, and shows what reads back as the same.

import Testing

@testable import Configuration

@Suite struct SettingTypeTests {
    @Test(arguments: [(9, false), (10, true), (11, true), (199, true), (200, true), (201, false)])
    func `an integer is within its bounds`(value: Int, isTaken: Bool) {
        #expect((read(.integer(10...200), .integer(value)) == value) == isTaken)
    }

    @Test(
        arguments: [
            (0.499, nil), (0.5, 500), (0.501, 501), (2.9999, 3000), (3, 3000), (3.0001, nil),
            (.nan, nil),
        ] as [(Double, Int?)]
    )
    func `seconds are within their bounds and kept to the millisecond`(
        value: Double,
        milliseconds: Int?
    ) {
        #expect(read(.seconds(0.5...3), .decimal(value)) == milliseconds.map { .milliseconds($0) })
    }

    @Test(arguments: [(999, false), (1000, true), (30_000, true), (30_001, false)])
    func `milliseconds are within their bounds`(value: Int, isTaken: Bool) {
        let expected: Duration? = isTaken ? .milliseconds(value) : nil
        #expect(read(.milliseconds(1000...30_000), .integer(value)) == expected)
    }

    @Test func `a choice is taken in its exact case only`() {
        #expect(read(.choice, .text("api_key")) == Settings.Auth.Mode.apiKey)
        for content: SettingNode.Content in [.text("NONE"), .text(""), .null, .boolean(false)] {
            let mode: Settings.Auth.Mode? = read(.choice, content)
            #expect(mode == nil)
        }
    }

    @Test func `a text is a text and no number`() {
        #expect(read(.text, .text("a")) == "a")
        for content: SettingNode.Content in [.text(""), .text("a\nb"), .integer(1), .null] {
            let text: String? = read(.text, content)
            #expect(text == nil)
        }
        #expect(read(.prose, .text("a\nb")) == "a\nb")
    }

    @Test func `a secret is never in its refusal`() {
        var refusals: [Refusal] = []
        let type = SettingType<Secret>.secret
        #expect(type.read(SettingNode(.text("hunter2\n")), &refusals) == nil)
        #expect(type.read(SettingNode(.integer(12_345)), &refusals) == nil)
        #expect(refusals.map(\.value) == ["‹redacted›", "‹redacted›"])
        #expect(type.show(Secret("hunter2")) == #""‹redacted›""#)
        #expect(
            SettingType<Secret>.keyMaterial.read(SettingNode(.text("a\n")), &refusals)
                == Secret("a\n")
        )
    }

    @Test func `a refusal says what was given, what is allowed and where`() {
        var refusals: [Refusal] = []
        let type = SettingType<Int>.integer(1...2)
        #expect(type.read(SettingNode(.text("x"), line: 7), &refusals) == nil)
        #expect(
            refusals == [
                Refusal(value: #""x""#, message: "must be an integer from 1 to 2", line: 7)
            ]
        )
    }

    @Test func `values are shown as they are written`() {
        #expect(SettingType<Int>.integer(0...9).show(5) == "5")
        #expect(SettingType<Bool>.boolean.show(true) == "true")
        #expect(SettingType<Duration>.seconds(0...9).show(.milliseconds(2500)) == "2.5")
        #expect(SettingType<Duration>.seconds(0...9).show(.seconds(3)) == "3")
        #expect(SettingType<Duration>.milliseconds(0...9).show(.milliseconds(7)) == "7")
        #expect(SettingType<Settings.Auth.Mode>.choice.show(.apiKey) == #""api_key""#)
        #expect(SettingType<String>.text.show(#"a"b"#) == #""a\"b""#)
    }

    private func read<Value>(_ type: SettingType<Value>, _ content: SettingNode.Content) -> Value? {
        var refusals: [Refusal] = []
        let value = type.read(SettingNode(content), &refusals)
        #expect((value == nil) == (refusals.count == 1))
        return value
    }
}
