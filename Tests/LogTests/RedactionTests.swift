// No secret of the process stands in a text that was redacted, however it was written or cut.

import Testing

@testable import Log

@Suite struct RedactionTests {
    private static let secret = "sk-THE/SECRET\"KEY-ü9"

    private static func redaction(_ secrets: String...) -> Redaction {
        let redaction = Redaction()
        for secret in secrets { redaction.hide(secret.utf8.span) }
        return redaction
    }

    @Test(arguments: [
        secret, #"sk-THE\/SECRET\"KEY-\u00fc9"#, #"sk-THE\\/SECRET\\\"KEY-\\u00FC9"#,
        secret.unicodeScalars.map { scalar in
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined(),
    ])
    func `a secret is cut out of any text, whole or cut`(written: String) {
        let redaction = Self.redaction(Self.secret)
        let text = "{\"a\":\"Bearer \(written)\",\"b\":\"\(written)\(written)\"}"
        #expect(
            redaction.redacted(text)
                == "{\"a\":\"Bearer ‹redacted›\",\"b\":\"‹redacted›‹redacted›\"}"
        )
        let bytes = Array(written.utf8)
        for count in 0...bytes.count {
            let cut = Array("x".utf8) + bytes.prefix(count)
            let left = String(decoding: redaction.redacted(cut.span) ?? cut, as: UTF8.self)
            #expect(left == "x‹redacted›" || !left.contains("sk-T"), "\(left)")
        }
    }

    @Test(arguments: [
        "", "sk", "sk-", "sk-THE", "k-THE/SECRET\"KEY-ü9", "sk-THE/SECRETxKEY", "\\", "\\u",
        "\\u00",
        "\\u007", "sk-THE\\", "none",
    ])
    func `another text is left as it is`(text: String) {
        let other = Self.redaction(Self.secret)
        // What could be a beginning stands at the end only.
        #expect(other.redacted(text + " end") == text + " end")
        #expect(Redaction().redacted(text) == text)
    }

    @Test func `of secrets that begin alike none leaves its end behind`() {
        let redaction = Self.redaction("key-1", "key-1-long", "abc", "")
        #expect(redaction.redacted("key-1-long key-1 abc") == "‹redacted› ‹redacted› abc")
    }

    @Test func `a text of backslashes costs no more than another`() {
        let text = String(repeating: "\\", count: 1 << 20)
        #expect(Self.redaction(Self.secret).redacted(text) == text)
    }
}
