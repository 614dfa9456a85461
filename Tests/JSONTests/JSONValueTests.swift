import Bytes
import JSON
import Testing

@Suite struct JSONValueTests {
    private func parsed(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8).span)
    }

    @Test func `a text becomes the tree that the literal spells`() throws {
        let value = try parsed(#" {"b":[1,-2.5,"x\n",true,false,null,[],{}],"a":{"b":{"c":"é"}}} "#)
        let expected: JSONValue = [
            "b": [1, -2.5, "x\n", true, false, nil, [], [:]], "a": ["b": ["c": "é"]],
        ]
        #expect(value == expected)
    }

    @Test func `a tree is written compactly, in its order, its numbers as they were`() throws {
        let value = try parsed(#"{ "z" : [ 1.50 , 1e5 ] , "a" : "\u0041\/\u0000" }"#)
        #expect(value.description == #"{"z":[1.50,1e5],"a":"A/\u0000"}"#)
        var output = ByteBuffer()
        output.append("data: " as StaticString)
        value.write(into: &output)
        #expect(String(output.bytes) == #"data: {"z":[1.50,1e5],"a":"A/\u0000"}"#)
    }

    @Test func `a tree is looked up by name and index`() throws {
        let value = try parsed(#"{"choices":[{"delta":{"content":"Hi"}}],"n":7,"t":true}"#)
        #expect(value["choices"]?[0]?["delta"]?["content"]?.string == "Hi")
        #expect(value["n"]?.number?.asInt == 7)
        #expect(value["t"]?.bool == true)
        #expect(value["choices"]?.array?.count == 1)
        #expect(value.object?.members.map(\.name) == ["choices", "n", "t"])
        #expect(value["choices"]?[1] == nil)
        #expect(value["choices"]?[-1] == nil)
        #expect(value["missing"] == nil)
        #expect(value[0] == nil)
        #expect(value["n"]?["x"] == nil)
        #expect(value["n"]?.string == nil)
        #expect(value["n"]?.bool == nil)
        #expect(value["t"]?.number == nil)
        #expect(value["t"]?.array == nil)
        #expect(value["t"]?.object == nil)
    }

    @Test func `every kind is named`() throws {
        let value = try parsed(#"[{},[],"",0,true,null]"#)
        let kinds = value.array?.map(\.kind)
        #expect(kinds == [.object, .array, .string, .number, .boolean, .null])
    }

    @Test func `text is equal only if its bytes are`() throws {
        let composed = try parsed(#"["\u00e9"]"#)
        let decomposed = try parsed(#"["e\u0301"]"#)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(Set([composed, composed]).count == 1)
    }

    @Test func `values of different kinds are different`() throws {
        let values = try #require(
            try parsed(#"[{},[],"",0,true,false,null,"null",[0],{"a":0}]"#).array
        )
        #expect(Set(values).count == values.count)
    }

    @Test func `the order of members and elements counts`() throws {
        #expect(try parsed(#"{"a":1,"b":2}"#) != parsed(#"{"b":2,"a":1}"#))
        #expect(try parsed("[1,2]") != parsed("[2,1]"))
    }

    @Test func `what needs repair is repaired under the lenient policy only`() throws {
        let text = [ASCII.quote, 0x61, 0xFF, ASCII.quote]
        #expect(try JSONValue(parsing: text.span, policy: .lenient) == "a\u{FFFD}")
        #expect(throws: JSONError(.invalidUTF8, at: 2)) { try JSONValue(parsing: text.span) }
        #expect(try parsed(#""\ud800""#) == "\u{FFFD}")
    }

    @Test func `a tree at the limit of depth is read, compared, hashed and written`() throws {
        let depth = JSONReader.depthLimit
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let value = try JSONValue(parsing: Array(text.utf8).span, depthMax: depth)
        let other = try JSONValue(parsing: Array(text.utf8).span, depthMax: depth)
        #expect(value == other)
        #expect(value.hashValue == other.hashValue)
        #expect(value.description == text)
    }

    @Test func `a hundred thousand opening brackets do not overflow the stack`() {
        let text = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSONError(.tooDeep, at: JSONReader.depthLimit)) {
            try JSONValue(parsing: text.span, depthMax: JSONReader.depthLimit)
        }
    }

    @Test func `a literal that no double holds is null`() {
        #expect(JSONValue(floatLiteral: .infinity) == nil as JSONValue)
    }

    @Test(arguments: SplitMix64.seeds)
    func `what is written is read back the same`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let value = Self.value(depth: 0, using: &random)
            let text = Array(value.description.utf8)
            let again = try JSONValue(parsing: text.span)
            #expect(again == value)
            #expect(again.hashValue == value.hashValue)
            #expect(again.description == value.description)
            #expect(Reading.agreed(on: text) == .accepted(needsRepair: false))
        }
    }

    private static func value(depth: Int, using random: inout SplitMix64) -> JSONValue {
        switch Int.random(in: 0..<(depth < 5 ? 8 : 6), using: &random) {
        case 0: return nil
        case 1: return .bool(.random(using: &random))
        case 2: return .number(JSONNumber(.random(in: .min ... .max, using: &random)))
        case 3:
            let double = Double(bitPattern: random.next())
            return JSONNumber(double).map(JSONValue.number) ?? nil
        case 4, 5: return .string(string(using: &random))
        case 6:
            let count = Int.random(in: 0..<6, using: &random)
            return .array((0..<count).map { _ in value(depth: depth + 1, using: &random) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<14, using: &random) {
                object[string(using: &random)] = value(depth: depth + 1, using: &random)
            }
            return .object(object)
        }
    }

    private static func string(using random: inout SplitMix64) -> String {
        var scalars = String.UnicodeScalarView()
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x20...0x7F, 0x80...0xFFFF, 0x10000...0x10FFFF,
        ]
        for _ in 0..<Int.random(in: 0..<24, using: &random) {
            let range = ranges[Int.random(in: ranges.indices, using: &random)]
            let value = UInt32.random(in: range, using: &random)
            scalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return String(scalars)
    }
}
