// Ids that are the same text are the same key, however they are written.

import JSON
import Testing

@testable import Chat

@Suite struct CallKeyTests {
    private func key(_ json: String) throws -> CallKey {
        var reader = JSONReader(json.utf8.span)
        return CallKey(try reader.readString(), in: json.utf8.span)
    }

    @Test func `escapes make no difference, and everything else does`() throws {
        #expect(try key(#""a/\u00e9""#) == key(#""\u0061\/é""#))
        let ids = [
            #""""#, #""a""#, #""b""#, #""ab""#, #""a ""#, #""\u0000""#, #""e\u0301""#, #""é""#,
        ]
        #expect(Set(try ids.map(key)).count == ids.count)
    }
}
