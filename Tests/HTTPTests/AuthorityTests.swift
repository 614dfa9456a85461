import Testing

@testable import HTTP

@Suite struct AuthorityTests {
    @Test(arguments: [
        "a", "example.test", "EXAMPLE.test", "a:80", "a:0", "a:65535", "a:", "127.0.0.1",
        "127.0.0.1:8000", "[::1]", "[::1]:80", "[::ffff:1.2.3.4]:1", "a-b_c~d", "a%20b",
        "a!$&'()*+;=",
    ])
    func `a host with or without a port is valid`(text: String) {
        let isValid = Authority.isValid(text.utf8.span)
        #expect(isValid)
    }

    @Test(arguments: [
        "", ":", ":80", "a:65536", "a:99999", "a:000080", "a:8 0", "a:-1", "a:b", "a:80:80", "a b",
        "a,b", "a/b", "a?b", "a#b", "u@a", "a\\b", "a%", "a%4", "a%zz", "[", "[]", "[::1", "::1",
        "[::1]80", "[::1]x", "[g::1]", "[v1.a]", "é", "a\"b", "<a>",
    ])
    func `anything else is not`(text: String) {
        let isValid = Authority.isValid(text.utf8.span)
        #expect(!isValid)
    }
}
