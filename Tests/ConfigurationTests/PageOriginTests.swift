import Testing

@testable import Configuration

@Suite struct PageOriginTests {
    @Test(arguments: [
        "*", "null", "http://localhost:5173", "https://chat.example.com", "https://a.example:8443",
        "http://a.example:443", "https://a.example:80", "http://[::1]:3000", "http://10.0.0.1",
        "capacitor://localhost", "chrome-extension://abcdefghijklmnop", "https://xn--mnchen-3ya.de",
    ])
    func `what browsers send is no mistake`(origin: String) {
        #expect(PageOrigin.mismatch(origin) == nil)
    }

    @Test(arguments: [
        ("https://a.example/", "slash"), ("https://a.example/path", "path"),
        ("https://*.example.com", "star"), ("https://A.Example", "lower case"),
        ("HTTPS://a.example", "lower case"), ("https://a.example:443", "port, 443"),
        ("http://a.example:80", "port, 80"), ("foo", "scheme"), ("a.example", "scheme"),
        ("http://", "host"), ("://a", "scheme"), ("https://u@a.example", "perhaps a port"),
        ("https://a.example?x", "perhaps a port"), ("http://[::1]:80", "port, 80"),
    ])
    func `what no browser sends is told with the reason`(origin: String, word: String) throws {
        #expect(try #require(PageOrigin.mismatch(origin)).contains(word))
    }
}
