import Testing

@testable import Chat

@Suite struct EventDataTests {
    @Test(
        arguments: [
            ("{}", .chunk), (#" {"a":1} "#, .chunk), ("[1]", .chunk), ("hello", .chunk),
            ("[done]", .chunk), ("[DONE] x", .chunk), ("0", .chunk), ("false", .chunk),
            ("[DONE]", .done), ("  [DONE]\t", .done), (#""[DONE]""#, .done), ("[DONE]\n", .done),
            ("", .nothing), (" ", .nothing), ("\t \n", .nothing), ("null", .nothing),
            (#" "" "#, .nothing), (": OPENROUTER PROCESSING", .nothing), (":", .nothing),
            (" : x", .nothing), (": x\n{}", .chunk),
        ] as [(String, EventData)]
    )
    func `data is of a kind`(data: String, kind: EventData) {
        #expect(EventData(data.utf8.span) == kind)
    }

    @Test(
        arguments: [
            ("{}\n{}", ["{}", "{}"]), ("{}\n\n{}\n", ["{}", "{}"]),
            (": x\n{\"a\":[]}\n[DONE]\nnull", [": x", "{\"a\":[]}", "[DONE]", "null"]),
            ("{}", nil), ("{\n}", nil), ("{}\n{", nil), ("{}\n[1]", nil), ("a\nb", nil),
            ("\n", nil),
        ] as [(String, [String]?)]
    )
    func `lines are events of their own if each of them can be one`(
        data: String,
        lines: [String]?
    ) {
        let bytes = Array(data.utf8)
        let found = EventData.lines(of: bytes.span)
        #expect(found.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } } == lines)
    }

    @Test(arguments: [
        ("{}", true), ("[DONE]", true), (" ", true), ("{", false), ("[1]", false), ("{}x", false),
        ("{\"a\":\"\u{1}\"}", false),
    ])
    func `half an event is known`(data: String, isWhole: Bool) {
        #expect(EventData.isWhole(data.utf8.span) == isWhole)
    }
}
