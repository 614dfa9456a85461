// What providers answer when they are asked for their models.

import Testing

@testable import Chat

@Suite struct ModelListTests {
    @Test(arguments: [
        #"{"object":"list","data":[{"id":"a"},{"id":"org/b"},{"id":"c:latest"},{"name":"x"}]}"#,
        #"[{"id":"a"},{"id":"org/b"},{"id":"c:latest"},1]"#,
    ])
    func `ids are found, under longer names, too`(text: String) throws {
        let parsed = ModelList(text.utf8.span)
        let list = try #require(parsed)
        #expect(list.count == 3)
        for name in ["a", "org/b", "b", "c", "c:latest"] { #expect(list.has(name), "\(name)") }
        for name in ["A", "org", "x", "", ":latest", "c:1"] { #expect(!list.has(name), "\(name)") }
    }

    @Test(arguments: [
        "", "{", "null", "1", "{}", "[]", #"{"data":[]}"#, #"{"data":{"id":"a"}}"#,
        #"{"data":[{"id":1}]}"#, #"{"error":{"message":"no"}}"#,
    ])
    func `of anything else nothing can be said`(text: String) {
        let list = ModelList(text.utf8.span)
        #expect(list == nil)
    }
}
