// What the mock says is the same each time, and hard to carry.

import Bytes
import JSON
import Testing

@testable import MockProvider

@Suite struct MockTextTests {
    @Test func `a token depends on its index and its stream alone`() {
        for index in 0..<100 {
            #expect(MockText.token(index, of: 7) == MockText.token(index, of: 7))
        }
        let one = (0..<100).map { MockText.token($0, of: 1) }
        let other = (0..<100).map { MockText.token($0, of: 2) }
        #expect(one != other)
    }

    /// Written down, because other programs compute the same text.
    @Test func `the text of a stream is known`() {
        var script = MockScript()
        script.text = .computed
        script.id = 123
        script.tokenCountAsked = 9
        let tokens = (0..<9).map { MockText.token($0, of: 123) }
        #expect(tokens.joined() == MockText.expected(script))
        #expect(tokens[7].hasSuffix("#7 "))
    }

    @Test(arguments: MockText.vocabulary.indices)
    func `each piece is the same in both forms`(_ index: Int) {
        let piece = MockText.vocabulary[index]
        var content = ByteBuffer()
        piece.append(as: .content, into: &content)
        var text = ByteBuffer()
        piece.append(as: .text, into: &text)
        #expect(JSONString.unescaped(content.bytes) == String(text.bytes))
        let json = "\"\(String(content.bytes))\""
        #expect(throws: Never.self) { try JSONValue(parsing: json.utf8.span) }
        #expect(text.count == piece.byteCount)
    }

    @Test func `only a directive brings what careless clients take for the end of a line`() throws {
        let odd: Set<Unicode.Scalar> = ["\u{85}", "\u{2028}", "\u{2029}"]
        func content(_ directive: String) throws -> String {
            var script = MockScript()
            try script.apply(directive: directive)
            var output = ByteBuffer()
            for index in 0..<1000 { script.appendToken(index, as: .content, into: &output) }
            return String(output.bytes)
        }
        #expect(try !content("id=9").unicodeScalars.contains { odd.contains($0) })
        let found = try content("id=9 lines").unicodeScalars.filter { odd.contains($0) }
        #expect(Set(found) == odd)
        var script = MockScript()
        try script.apply(directive: "id=9 tokens=1000 lines")
        #expect(MockText.expected(script).unicodeScalars.contains("\u{2029}"))
    }

    @Test func `pieces differ from each other`() {
        let texts = MockText.vocabulary.map { piece in
            var text = ByteBuffer()
            piece.append(as: .text, into: &text)
            return Array(text.bytes)
        }
        #expect(Set(texts).count == texts.count)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 16, 17, 100, 4096])
    func `a token has exactly the bytes that are asked for`(_ byteCount: Int) {
        for index in 0..<200 {
            let token = MockText.token(index, of: 5, byteCount: byteCount)
            #expect(token.utf8.count == byteCount)
        }
    }

    @Test func `a thousand tokens hold every piece`() {
        let text = (0..<1000).map { MockText.token($0, of: 9) }.joined()
        for piece in MockText.vocabulary {
            var bytes = ByteBuffer()
            piece.append(as: .text, into: &bytes)
            let found = text.utf8.span.contains(bytes.bytes)
            #expect(found, "\(String(bytes.bytes).debugDescription)")
        }
    }

    @Test func `the demo's words are its text`() {
        let script = MockScript()
        let text = MockText.expected(script)
        #expect(text == DemoText.words.joined())
        #expect(text.hasPrefix("Hello! I am the demo provider"))
        #expect(DemoText.words.count > 60)
        #expect(DemoText.words.dropFirst().allSatisfy { $0.first == " " || $0.first == "\n" })
        for index in DemoText.words.indices {
            var content = ByteBuffer()
            DemoText.appendWord(index, as: .content, into: &content)
            #expect(JSONString.unescaped(content.bytes) == DemoText.words[index])
        }
    }
}

extension Span where Element == UInt8 {
    /// Tells whether other bytes stand somewhere in these.
    func contains(_ other: Span<UInt8>) -> Bool {
        guard count >= other.count else { return false }
        for start in 0...count - other.count
        where extracting(start..<start + other.count).equals(other) {
            return true
        }
        return false
    }
}
