import Bytes
import Testing

@Suite struct ASCIITests {
    /// The same, one byte at a time.
    private func naive(_ bytes: [UInt8], _ literal: StaticString) -> Bool {
        bytes.map(ASCII.lowercased) == Array(literal.description.utf8)
    }

    @Test(arguments: ["a", "host", "x-ai-sdk-v", "content-encoding", "text/event-stream@[`{"])
    func `every byte is a letter of a literal or not at every place`(text: String) {
        let literals: [StaticString] = [
            "a", "host", "x-ai-sdk-v", "content-encoding", "text/event-stream@[`{",
        ]
        for literal in literals {
            for place in 0..<text.utf8.count {
                for byte in UInt8.min ... .max {
                    var bytes = Array(text.utf8)
                    bytes[place] = byte
                    let isEqual = bytes.span.equalsIgnoringCase(literal)
                    if isEqual != naive(bytes, literal) { Issue.record("\(bytes): \(isEqual)") }
                }
            }
        }
    }

    @Test(arguments: [
        ("Content-TYPE", true), ("Content\rTYPE", false), ("content-typ", false),
        ("content-types", false),
    ])
    func `case is all that is ignored`(text: String, isEqual: Bool) {
        let found = text.utf8.span.equalsIgnoringCase("content-type")
        #expect(found == isEqual)
    }
}
