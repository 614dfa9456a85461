// Members of one name are found, however the name is written.

import JSON
import Testing

@testable import Chat

@Suite struct MemberNamesTests {
    /// What of an object is left out, by its text.
    private func repeated(_ object: String) throws -> [String] {
        let body = Array(object.utf8)
        var reader = JSONReader(body.span)
        var names = MemberNames()
        var found: [String] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            _ = try reader.skipValue()
            if let range = try names.take(key, valueEnd: reader.position, in: body.span) {
                found.append(String(decoding: body[range], as: UTF8.self))
            }
        }
        return found
    }

    @Test func `each earlier one is told, once`() throws {
        #expect(try repeated(#"{"a":1,"b":2,"c":3}"#) == [])
        #expect(try repeated(#"{"a":1,"a" : [2] ,"a":3}"#) == [#""a":1"#, #""a" : [2]"#])
        #expect(
            try repeated(#"{"\u0061":1,"b":2,"a":3,"\u0061":4}"#) == [#""\u0061":1"#, #""a":3"#]
        )
    }

    @Test func `names that differ are different`() throws {
        #expect(try repeated(#"{"a":1,"A":2,"aa":3,"":4,"\u0041a":5,"\\u0061":6}"#) == [])
    }
}
