import Testing

@testable import Auth

@Suite struct BearerTokenTests {
    @Test(arguments: [
        ("Bearer k", "k"),
        ("bearer k", "k"),
        ("BEARER k", "k"),
        ("bEaReR k", "k"),
        ("Bearer  k", "k"),
        ("Bearer     k", "k"),
        (" \tBearer k \t ", "k"),
        ("Bearer a b", "a b"),
        ("Bearer Bearer k", "Bearer k"),
        ("Bearer \tk", "\tk"),
    ])
    func `the token follows the scheme and spaces`(value: String, token: String) throws {
        let bytes = Array(value.utf8)
        let range = try BearerToken.range(in: bytes.span)
        #expect(String(decoding: bytes[range], as: UTF8.self) == token)
    }

    @Test(arguments: [
        "", " ", "Bearer", "Bearer ", "Bearer   ", " Bearer \t", "Bearer\tk", "Bearer\u{A0}k",
        "Bearerk", "Bearer:k",
        "k", "Basic k", "JWT k", "Token k", "Beare k", "Bearers k", "\"Bearer\" k", "Bearer,k",
    ])
    func `anything else is no bearer token`(value: String) {
        let bytes = Array(value.utf8)
        #expect(throws: AuthFailure.notBearer) { _ = try BearerToken.range(in: bytes.span) }
    }
}
