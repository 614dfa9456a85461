import JSON
import Testing

@Suite struct JSONNameTests {
    /// Which of three literals the only member's name is.
    private func choice(_ text: String) throws -> String {
        var reader = JSONReader(text.utf8.span)
        try reader.beginObject()
        let key = try #require(try reader.nextKey())
        switch reader.name(key) {
        case "id": return "first"
        case "model", "models": return "second"
        default: return "none"
        }
    }

    @Test(
        arguments: [
            (#"{"id":1}"#, "first"), (#"{"model":1}"#, "second"), (#"{"models":1}"#, "second"),
            (#"{"ID":1}"#, "none"), (#"{"i":1}"#, "none"), (#"{"idx":1}"#, "none"),
            (#"{"":1}"#, "none"), (#"{"mode1":1}"#, "none"),
        ]
    )
    func `a name is the literal of its bytes`(text: String, expected: String) throws {
        #expect(try choice(text) == expected)
    }

    @Test(
        arguments: [
            (#"{"\u0069d":1}"#, "first"), (#"{"\u0069\u0064":1}"#, "first"),
            (#"{"mo\u0064els":1}"#, "second"), (#"{"\u006Ad":1}"#, "none"),
            (#"{"\u0069":1}"#, "none"),
        ]
    )
    func `escapes of a name are resolved`(text: String, expected: String) throws {
        #expect(try choice(text) == expected)
    }
}
