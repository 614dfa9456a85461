import Bytes
import JSON
import Testing

@Suite struct JSONStringTests {
    private func escaped(_ text: [UInt8]) -> [UInt8] {
        var output = ByteBuffer()
        JSONString.escape(text.span, into: &output)
        return Array(output.bytes)
    }

    private func unescaped(_ content: [UInt8]) -> [UInt8] {
        var output = ByteBuffer()
        JSONString.unescape(content.span, into: &output)
        return Array(output.bytes)
    }

    private func repaired(_ content: [UInt8]) -> [UInt8] {
        var output = ByteBuffer()
        JSONString.appendRepaired(content.span, into: &output)
        return Array(output.bytes)
    }

    /// What a lenient reader says of content.
    private func slice(of content: [UInt8]) throws -> JSONSlice {
        let text = [ASCII.quote] + content + [ASCII.quote]
        var reader = JSONReader(text.span, policy: .lenient)
        let slice = try reader.readString()
        try reader.finish()
        return slice
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), (#"say "hi""#, #"say \"hi\""#), (#"a\b"#, #"a\\b"#),
        ("\u{8}\u{C}\n\r\t", #"\b\f\n\r\t"#), ("\u{0}\u{B}\u{1F}", #"\u0000\u000b\u001f"#),
        ("\u{7F}", "\u{7F}"), ("a/b", "a/b"), ("Größe 😀", "Größe 😀"), ("\u{2028}", "\u{2028}"),
    ])
    func `text is escaped no more than needed`(text: String, content: String) {
        #expect(escaped(Array(text.utf8)) == Array(content.utf8))
        var output = ByteBuffer()
        JSONString.escape(text, into: &output)
        #expect(String(output.bytes) == content)
    }

    @Test(arguments: [
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u00E9"#, "Aéé"),
        (#"\uffff"#, "\u{FFFF}"), (#"\ud83d\ude00"#, "😀"), (#"x\uD834\uDD1Ey"#, "x𝄞y"),
        (#"\udbff\udfff"#, "\u{10FFFF}"), (#"\ud800\udc00"#, "\u{10000}"),
        (#"\ud83d"#, "\u{FFFD}"), (#"\ude00"#, "\u{FFFD}"), (#"\ud83dx"#, "\u{FFFD}x"),
        (#"\ud83d\n"#, "\u{FFFD}\n"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"), (#"\ud83d\u0041"#, "\u{FFFD}A"),
        (#"\ud83d\ue000"#, "\u{FFFD}\u{E000}"), (#"\ud83d\udbff"#, "\u{FFFD}\u{FFFD}"),
        (#"\u0000"#, "\u{0}"),
    ])
    func `content is unescaped`(content: String, text: String) {
        #expect(unescaped(Array(content.utf8)) == Array(text.utf8))
        #expect(Array(JSONString.unescaped(content.utf8.span).utf8) == Array(text.utf8))
    }

    @Test(arguments: [#"\"#, #"\u"#, #"\u12"#, #"\uzzzz"#, #"\x"#, #"\ud83d\u"#])
    func `what no reader would return is unescaped without a trap`(content: String) {
        let text = String(decoding: unescaped(Array(content.utf8)), as: UTF8.self)
        #expect(text.hasPrefix("\u{FFFD}"))
    }

    @Test func `every scalar value of the basic plane survives all spellings`() throws {
        for value in UInt32(0)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = Array(String(scalar).utf8)
            let plain = escaped(text)
            #expect(unescaped(plain) == text)
            #expect(repaired(plain) == plain)
            #expect(try !slice(of: plain).needsRepair)
            let digits = String(value, radix: 16)
            let spelled = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            #expect(unescaped(Array(spelled.utf8)) == text)
        }
    }

    @Test func `each half of a surrogate pair alone becomes one replacement character`() throws {
        for value in UInt32(0xD800)...0xDFFF {
            let content = Array(("a\\u" + String(value, radix: 16) + "b").utf8)
            #expect(unescaped(content) == Array("a\u{FFFD}b".utf8))
            #expect(repaired(content) == Array("a\u{FFFD}b".utf8))
            #expect(try slice(of: content).needsRepair)
        }
    }

    @Test(arguments: [
        (#"a\n\"\\\/\u0041é"#, #"a\n\"\\\/\u0041é"#), (#"\ud83d\ude00"#, #"\ud83d\ude00"#),
        (#"\ud83d\n"#, "\u{FFFD}\\n"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}\\ud83d\\ude00"),
        (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
    ])
    func `repair leaves alone what is right`(content: String, expected: String) {
        #expect(repaired(Array(content.utf8)) == Array(expected.utf8))
    }

    @Test(arguments: SplitMix64.seeds)
    func `whatever bytes are read leniently are right after repair`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces: [[UInt8]] =
            [#"\n"#, #"\ud83d"#, #"\ude00"#, #"\u0041"#, "é", "😀", "plain text of some length"]
            .map { Array($0.utf8) } + [
                [0x80], [0xE2, 0x82], [0xFF], [0xED, 0xA0, 0x80], [0xF0, 0x9F],
            ]
        for _ in 0..<2000 {
            var content: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<8, using: &random) {
                content += pieces[Int.random(in: pieces.indices, using: &random)]
            }
            let result = repaired(content)
            let after = try slice(of: result)
            #expect(!after.needsRepair, "\(content)")
            #expect(unescaped(result) == unescaped(content), "\(content)")
            #expect(try slice(of: content).needsRepair == (result != content), "\(content)")
        }
    }

    @Test func `the naughty strings are read as they are and survive a round trip`() throws {
        let text = try Corpus.bytes("big-list-of-naughty-strings/blns.json")
        let list = try #require(try JSONValue(parsing: text.span).array)
        #expect(list.count > 500)
        for value in list {
            let string = Array(try #require(value.string).utf8)
            #expect(unescaped(escaped(string)) == string)
            #expect(try JSONValue(parsing: Array(value.description.utf8).span) == value)
        }
    }

    @Test func `malformed UTF-8 is seen and replaced as the UTF-8 test cases ask`() throws {
        let cases = try UTF8Case.all()
        #expect(cases.count > 200)
        for testCase in cases {
            let isWellFormed = testCase.replaced == testCase.bytes
            #expect(unescaped(escaped(testCase.bytes)) == testCase.replaced, "\(testCase.name)")
            guard !testCase.bytes.contains(where: { $0 < 0x20 }) else { continue }
            #expect(unescaped(testCase.bytes) == testCase.replaced, "\(testCase.name)")
            #expect(repaired(testCase.bytes) == testCase.replaced, "\(testCase.name)")
            #expect(try slice(of: testCase.bytes).needsRepair != isWellFormed, "\(testCase.name)")
            let text = [ASCII.quote] + testCase.bytes + [ASCII.quote]
            #expect(Reading.agreed(on: text).isAccepted == isWellFormed, "\(testCase.name)")
        }
    }
}
