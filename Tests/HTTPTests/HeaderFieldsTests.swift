import Bytes
import HTTP
import Testing

@Suite struct HeaderFieldsTests {
    static let text = """
        GET / HTTP/1.1\r
        Host: a\r
        Accept: text/html\r
        X-Token: one, Two ,, three\r
        ACCEPT:application/json \r
        X-Obs: caf\u{C3}\u{A9} \u{FF}\r
        X-Empty:  \r
        x-token: four\r
        \r

        """

    @Test(
        arguments: [
            ("host", ["a"]), ("accept", ["text/html", "application/json"]),
            ("x-obs", ["café \u{FFFD}"]), ("x-empty", [""]),
            ("x-token", ["one, Two ,, three", "four"]),
            ("none", []), ("hos", []), ("hostt", []),
        ] as [(StaticString, [String])]
    )
    func `fields are found by name without regard to case`(
        name: StaticString,
        values: [String]
    ) throws {
        let fields = try parsedHead(Self.text).fields
        #expect(fields.first(name) == values.first)
        #expect(fields.all(name) == values)
        #expect(fields.count(of: name) == values.count)
        // From the end it finds the same.
        var places: [Int] = []
        while let index = fields.lastIndex(of: name, before: places.last ?? fields.count) {
            places.append(index)
        }
        #expect(places.reversed().map { fields[$0].value } == values)
    }

    @Test func `fields are iterated in their order, with names as they were sent`() throws {
        let fields = try parsedHead(Self.text).fields
        #expect(fields.count == 7)
        #expect(
            fields.map(\.name)
                == ["Host", "Accept", "X-Token", "ACCEPT", "X-Obs", "X-Empty", "x-token"]
        )
        #expect(fields[3].value == "application/json")
    }

    @Test func `a value can be had as its bytes`() throws {
        let fields = try parsedHead(Self.text).fields
        let index = try #require(fields.firstIndex(of: "x-obs"))
        let value = [UInt8](fields.valueBytes(at: index))
        let name = [UInt8](fields.nameBytes(at: index))
        #expect(value == latin1("caf\u{C3}\u{A9} \u{FF}"))
        #expect(name == latin1("X-Obs"))
    }

    @Test(arguments: [
        ("one" as StaticString, true), ("two", true), ("three", true), ("four", true), ("", true),
        ("five", false), ("thre", false), ("one, two", false),
    ])
    func `a list goes through all fields of its name`(token: StaticString, isThere: Bool) throws {
        let fields = try parsedHead(Self.text).fields
        #expect(fields.list("x-token", contains: token) == isThere)
    }

    @Test func `a list that is absent holds nothing`() throws {
        let fields = try parsedHead(Self.text).fields
        #expect(!fields.list("connection", contains: "close"))
    }
}
