// Secrets are compared and lent, and never shown.

import Testing

@testable import Configuration

@Suite struct SecretTests {
    @Test func `no way of printing a secret shows it`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        let texts = [
            "\(secret)", String(reflecting: secret), secret.description, dumped,
            "\([secret])", "\(Optional(secret) as Any)",
            "\(Settings.APIKey(key: secret, name: "n"))",
        ]
        for text in texts {
            #expect(!text.contains("hunter2"))
            #expect(text.contains("‹redacted›"))
        }
    }

    @Test func `a secret cannot be encoded`() {
        let secret: Any = Secret("hunter2")
        #expect(!(secret is any Encodable))
    }

    @Test(
        arguments: [
            ("abc", "abc", true), ("abc", "abd", false), ("abc", "ab", false),
            ("ab", "abc", false), ("abc", "", false), ("", "abc", false), ("", "", true),
            ("ab", "abab", false), ("abab", "ab", false), ("\0", "", false), ("", "\0", false),
        ]
    )
    func `secrets are equal if all bytes are`(one: String, other: String, areEqual: Bool) {
        #expect((Secret(one) == Secret(other)) == areEqual)
    }

    @Test func `the bytes are those of the UTF-8`() {
        let secret = Secret("é\n")
        let bytes = (0..<secret.bytes.count).map { secret.bytes[$0] }
        #expect(bytes == [0xC3, 0xA9, 0x0A])
        #expect(secret.count == 3)
        #expect(!secret.isEmpty)
        #expect(Secret("").isEmpty)
    }

    @Test(arguments: [("k", false), (" k", true), ("k\t", true), ("a b", false), (" ", true)])
    func `blanks at the ends are noticed`(text: String, isPadded: Bool) {
        #expect(Secret(text).isPadded == isPadded)
    }

    @Test func `a PEM file is known by its first line`() {
        #expect(Secret("-----BEGIN PUBLIC KEY-----\n").isPEM)
        #expect(!Secret("BEGIN").isPEM)
        #expect(!Secret("").isPEM)
    }
}
