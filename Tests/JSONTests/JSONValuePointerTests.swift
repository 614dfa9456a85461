import JSON
import Testing

@Suite struct JSONValuePointerTests {
    private func parsed(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: text.utf8.span)
    }

    @Test(arguments: [
        (#"{"a":1,"b":2}"#, "/a", #"{"a":0,"b":2}"#),
        (#"{"a":{"b":[1,{"c":2}]}}"#, "/a/b/1/c", #"{"a":{"b":[1,{"c":0}]}}"#),
        (#"["a","b"]"#, "/1", #"["a",0]"#),
        (#"{"/a":{"~":1}}"#, "/~1a/~0", #"{"/a":{"~":0}}"#),
        (#"{"~1":1}"#, "/~01", #"{"~1":0}"#),
        (#"{"":{"":1}}"#, "//", #"{"":{"":0}}"#),
        ("[1]", "", "0"),
    ])
    func `the value at a place is replaced`(text: String, pointer: String, changed: String) throws {
        let value = try parsed(text).replacing(at: pointer, with: 0)
        #expect(value?.description == changed)
    }

    @Test(arguments: [
        (#"{"a":1,"b":2}"#, "/a", #"{"b":2}"#), (#"[{"a":{"b":1}}]"#, "/0/a/b", #"[{"a":{}}]"#),
    ])
    func `a member is taken away`(text: String, pointer: String, changed: String) throws {
        #expect(try parsed(text).replacing(at: pointer, with: nil)?.description == changed)
    }

    @Test(arguments: [
        (#"{"a":1}"#, "/b"), (#"{"a":1}"#, "a"), (#"{"a":1}"#, "/a/b"), (#"{"a":{}}"#, "/a/b"),
        ("[1]", "/1"), ("[1]", "/-"), ("[1]", "/00"), ("[1]", "/-1"), ("[1]", "/+0"), ("1", "/"),
    ])
    func `where there is no such place nothing can be put`(text: String, pointer: String) throws {
        for replacement in [JSONValue.null, nil] {
            #expect(try parsed(text).replacing(at: pointer, with: replacement) == nil)
        }
    }

    @Test(arguments: [("[1]", "/0"), ("[[1]]", "/0/0"), ("1", "")])
    func `only members can be taken away`(text: String, pointer: String) throws {
        #expect(try parsed(text).replacing(at: pointer, with: nil) == nil)
    }
}
