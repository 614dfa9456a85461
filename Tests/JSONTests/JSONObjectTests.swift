import JSON
import Testing

@Suite struct JSONObjectTests {
    private func object(_ text: String) throws -> JSONObject {
        try #require(try JSONValue(parsing: Array(text.utf8).span).object)
    }

    @Test func `of two members with one name the last wins at the place of the first`() throws {
        let read = try object(#"{"a":1,"b":2,"a":3,"\u0061":4}"#)
        #expect(JSONValue.object(read).description == #"{"a":4,"b":2}"#)
        let literal: JSONValue = ["a": 1, "b": 2, "a": 4]
        #expect(JSONValue.object(read) == literal)
    }

    @Test(arguments: [7, 8, 9, 10, 100])
    func `repeated names are found however many members there are`(count: Int) throws {
        let members = (0..<count).map { "\"k\($0)\":\($0)" }
        let again = (0..<count).map { "\"k\($0)\":\($0 + 1000)" }
        let read = try object("{" + (members + again).joined(separator: ",") + "}")
        #expect(read.members.map(\.name) == (0..<count).map { "k\($0)" })
        #expect(read.members.compactMap(\.value.number?.asInt) == (0..<count).map { $0 + 1000 })
    }

    @Test func `names that differ only in their bytes are two`() throws {
        for filler in [0, 20] {
            let members = (0..<filler).map { "\"k\($0)\":0," }.joined()
            let read = try object("{\(members)\"\\u00e9\":1,\"e\\u0301\":2}")
            #expect(read.members.count == filler + 2)
            #expect(read["\u{E9}"] == 1)
            #expect(read["e\u{301}"] == 2)
        }
    }

    @Test func `members are set in place, appended and removed`() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = 3
        object["missing"] = .none
        #expect(JSONValue.object(object).description == #"{"a":3,"b":2}"#)
        object["a"] = .none
        #expect(JSONValue.object(object).description == #"{"b":2}"#)
        object["b"] = .some(.null)
        #expect(JSONValue.object(object).description == #"{"b":null}"#)
    }

    @Test func `an object of many members is read in linear time`() throws {
        let members = (0..<200_000).map { "\"\($0)\":0" }.joined(separator: ",")
        let text = Array("{\(members)}".utf8)
        let clock = ContinuousClock()
        let start = clock.now
        let count = try JSONValue(parsing: text.span).object?.members.count
        #expect(count == 200_000)
        // Quadratic time would be minutes.
        #expect(clock.now - start < .seconds(60))
    }
}
