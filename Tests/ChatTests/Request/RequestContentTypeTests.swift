// Which bodies are read as JSON.

import Testing

@testable import Chat

@Suite struct RequestContentTypeTests {
    @Test(arguments: [
        "application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
        "application/json;charset=UTF-8", " application/json ", "application/vnd.api+json",
        "application/problem+JSON;v=1", "application/json, application/json",
        "application/json; a=b,application/json", "application/json,",
    ])
    func `a type of JSON is JSON whatever its parameters`(_ value: String) {
        #expect(RequestContentType(value.utf8.span) == .json)
    }

    @Test(arguments: [
        "", " ", "x", "json", "text/plain", "text/json", "application/jsonx", "application/+json",
        "application/x-ndjson", "application/", "application/x-www-form-urlencoded", ",",
        "multipart/form-data; boundary=application/json", "application/json, text/plain",
        "text/plain, application/json", "application/json x", "application /json",
    ])
    func `any other type is not`(_ value: String) {
        #expect(RequestContentType(value.utf8.span) == .other)
        #expect(!RequestContentType(value.utf8.span).isReadAsChat(hasOrigin: false))
    }

    @Test func `a chat without a type is read unless a browser's page may have sent it`() {
        #expect(RequestContentType(nil) == .absent)
        #expect(RequestContentType(nil).isReadAsChat(hasOrigin: false))
        #expect(!RequestContentType(nil).isReadAsChat(hasOrigin: true))
        #expect(RequestContentType("application/json".utf8.span).isReadAsChat(hasOrigin: true))
    }
}
