// Events on the wire.

import Bytes
import JSON
import Testing

@testable import MockProvider

@Suite struct EventWriterTests {
    private func text(_ change: (inout MockScript.Wire) -> Void = { _ in }) -> String {
        var wire = MockScript.Wire()
        change(&wire)
        var output = ByteBuffer()
        EventWriter(wire: wire).append("word", into: &output) { json in
            json.member("text", "a,\"{b")
            json.member("more", 1)
        }
        return String(output.bytes)
    }

    @Test func `an event has its name twice`() {
        #expect(
            text() == "event: word\ndata: {\"type\":\"word\",\"text\":\"a,\\\"{b\",\"more\":1}\n\n"
        )
    }

    @Test func `layouts change the bytes and not the event`() {
        let plain = EncodedAnswer.events(text())
        #expect(text { $0.isMultiline = true }.contains("\"word\",\ndata: \"text\""))
        #expect(EncodedAnswer.events(text { $0.isMultiline = true }) == plain)
        #expect(text { $0.hasComments = true }.hasPrefix(": MOCK PROCESSING\n\nevent: word\n"))
        #expect(EncodedAnswer.events(text { $0.hasComments = true }) == plain)
        let bytes = Array(text { $0.usesCRLF = true }.utf8)
        for index in bytes.indices where bytes[index] == 0x0A { #expect(bytes[index - 1] == 0x0D) }
    }

    @Test func `bare JSON has line ends outside of its strings`() throws {
        var output = ByteBuffer()
        let json = #"{"a":"x,{\"","b":[1,2]}"#
        EventWriter(wire: MockScript.Wire()).appendBare(json.utf8.span, into: &output)
        let text = String(output.bytes)
        #expect(text == "{\n\"a\":\"x,{\\\"\",\n\"b\":[\n1,\n2]}\n\n")
        let same = try JSONValue(parsing: json.utf8.span)
        #expect(try JSONValue(parsing: text.utf8.span) == same)
    }
}
