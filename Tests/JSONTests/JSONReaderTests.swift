import Bytes
import JSON
import Testing

@Suite struct JSONReaderTests {
    @Test func `values are read in the order of the text`() throws {
        let text = Array(
            #" { "s" : "x" , "n":-1.5e3,"t":true,"f":false,"z":null,"a":[1,[],{}] } "#.utf8
        )
        var reader = JSONReader(text.span)
        var names: [String] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            names.append(reader.string(key))
            switch names.last {
            case "s":
                let slice = try reader.readString()
                #expect(reader.string(slice) == "x")
            case "n":
                let range = try reader.readNumber()
                #expect(String(reader.bytes.extracting(range)) == "-1.5e3")
            case "t":
                let value = try reader.readBool()
                #expect(value)
            case "f":
                let value = try reader.readBool()
                #expect(!value)
            case "z": try reader.readNull()
            default:
                let range = try reader.skipValue()
                #expect(String(reader.bytes.extracting(range)) == "[1,[],{}]")
            }
        }
        try reader.finish()
        #expect(names == ["s", "n", "t", "f", "z", "a"])
        let position = reader.position
        #expect(position == text.count)
    }

    @Test func `nested containers are left one by one`() throws {
        let text = Array(#"[[],[[1]],2]"#.utf8)
        var reader = JSONReader(text.span)
        var counts: [Int] = []
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.peek() == .array else {
                _ = try reader.readNumber()
                continue
            }
            var count = 0
            try reader.beginArray()
            while try reader.nextElement() {
                _ = try reader.skipValue()
                count += 1
            }
            counts.append(count)
        }
        try reader.finish()
        #expect(counts == [0, 1])
    }

    @Test func `a null that is not there is not read`() throws {
        let text = Array("[null,1]".utf8)
        var reader = JSONReader(text.span)
        try reader.beginArray()
        var wereNull: [Bool] = []
        while try reader.nextElement() {
            let isNull = try reader.readNullIfPresent()
            wereNull.append(isNull)
            if !isNull { _ = try reader.readNumber() }
        }
        #expect(wereNull == [true, false])
    }

    @Test(arguments: ["{}", "[]", #""x""#, "1", "true", "null"])
    func `a value of another kind than asked for is an error at its start`(value: String) {
        let text = Array((" " + value).utf8)
        let expected = JSONError(.unexpectedKind, at: 1)
        var refusals = 0
        for attempt in 0..<6 {
            do throws(JSONError) {
                var reader = JSONReader(text.span)
                switch attempt {
                case 0: try reader.beginObject()
                case 1: try reader.beginArray()
                case 2: _ = try reader.readString()
                case 3: _ = try reader.readNumber()
                case 4: _ = try reader.readBool()
                default: try reader.readNull()
                }
            } catch {
                #expect(error == expected)
                refusals += 1
            }
        }
        #expect(refusals == 5)
    }

    @Test(arguments: [0, 1, 2, 127, 128, 1023, JSONReader.depthLimit])
    func `nesting is allowed up to the bound and refused beyond it`(depthMax: Int) {
        for (opening, closing) in [("[", "]"), (#"{"a":"#, "}")] {
            for depth in [depthMax - 1, depthMax, depthMax + 1] where depth >= 0 {
                let text = Array(
                    (String(repeating: opening, count: depth) + "1"
                        + String(repeating: closing, count: depth)).utf8
                )
                let reading = Reading.agreed(on: text, depthMax: depthMax)
                if depth <= depthMax {
                    #expect(reading.isAccepted)
                } else {
                    let offset = depthMax * opening.utf8.count
                    #expect(reading == .refused(JSONError(.tooDeep, at: offset)))
                }
            }
        }
    }

    @Test func `siblings do not count as nesting`() {
        let text = Array(("[" + String(repeating: "[],{},", count: 1000) + "[]]").utf8)
        #expect(Reading.agreed(on: text, depthMax: 2).isAccepted)
    }

    @Test func `a string tells what must be done to use it`() throws {
        let rows: [(content: [UInt8], hasEscapes: Bool, isASCII: Bool, needsRepair: Bool)] = [
            (Array("plain text".utf8), false, true, false),
            (Array(#"a\nb"#.utf8), true, true, false),
            (Array("Größe".utf8), false, false, false),
            (Array(#"é\u00e9"#.utf8), true, false, false),
            (Array(#"\ud83d\ude00"#.utf8), true, true, false),
            (Array(#"\ud83d"#.utf8), true, true, true),
            (Array(#"\ude00\ud83d"#.utf8), true, true, true),
            ([0x61, 0xFF, 0x62], false, false, true),
            ([0xE2, 0x82], false, false, true),
            ([], false, true, false),
        ]
        for row in rows {
            let text = [ASCII.quote] + row.content + [ASCII.quote]
            var reader = JSONReader(text.span, policy: .lenient)
            let slice = try reader.readString()
            #expect(slice.range == 1..<1 + row.content.count)
            #expect(slice.hasEscapes == row.hasEscapes, "\(row.content)")
            #expect(slice.isASCII == row.isASCII, "\(row.content)")
            #expect(slice.needsRepair == row.needsRepair, "\(row.content)")
            let content = Array(reader.content(slice))
            #expect(content == row.content)
        }
    }

    @Test func `every special byte is seen at every place of a string`() {
        for length in 0..<40 {
            for place in 0...length {
                for byte in [0x00, 0x1F, 0x0A, 0x80, 0xFF] as [UInt8] {
                    var text = [UInt8](repeating: 0x61, count: length)
                    text.insert(byte, at: place)
                    text = [ASCII.quote] + text + [ASCII.quote]
                    let kind: JSONError.Kind = byte < 0x20 ? .invalidControlCharacter : .invalidUTF8
                    #expect(
                        Reading.agreed(on: text) == .refused(JSONError(kind, at: place + 1))
                    )
                }
            }
        }
    }

    @Test func `a key is compared with its escapes resolved`() throws {
        let rows: [(key: String, isChoices: Bool)] = [
            ("choices", true), (#"\u0063hoices"#, true), (#"choi\u0063es"#, true),
            ("choice", false), ("choicess", false), ("Choices", false), ("", false),
            (#"\u0043hoices"#, false), (#"choices\u0000"#, false), (#"\u0063"#, false),
        ]
        for row in rows {
            let text = Array("{\"\(row.key)\":0}".utf8)
            var reader = JSONReader(text.span)
            try reader.beginObject()
            let key = try #require(try reader.nextKey())
            let isChoices = reader.key(key, equals: "choices")
            #expect(isChoices == row.isChoices, "\(row.key)")
        }
    }

    @Test(arguments: [#"{"a":1,"b":[2,{"c":3}],"d":{}}"#, #"{ "a" : 1 , "b" : 2 , "d" : 3 } "#])
    func `a reader goes on behind a key as the one that came there does`(text: String) throws {
        let bytes = Array(text.utf8)
        var first = JSONReader(bytes.span)
        try first.beginObject()
        while let _ = try first.nextKey() {
            var second = JSONReader(bytes.span, behindKeyAt: first.position)
            let value = try first.skipValue()
            #expect(try second.skipValue() == value)
            while let _ = try second.nextKey() { _ = try second.skipValue() }
            try second.finish()
        }
        try first.finish()
    }

    @Test(
        arguments: [
            (#"{"a":0,"b":1}"#, ["b"]), (#"{"a":0}"#, ["a"]), (#"{"a":01,"b":1}"#, nil),
            (#"{ "a":0,"b":1}"#, ["a", "b"]), (#"{"a":1,"b":1}"#, ["a", "b"]), (#"{"a":0,}"#, nil),
            (#"{"a":0"#, nil), (#"{"a":0,"#, nil), (#"{"b":1,"a":0,"c":2}"#, ["b", "a", "c"]),
            (#"{"a":0,"b":{"a":0,"c":1}}"#, ["b"]),
        ] as [(String, [String]?)]
    )
    func `a first member that is known is skipped`(text: String, names: [String]?) {
        let bytes = Array(text.utf8)
        var found: [String]? = []
        do throws(JSONError) {
            var reader = JSONReader(bytes.span)
            try reader.beginObject()
            reader.skipFirstMember(#""a":0"#)
            while let key = try reader.nextKey() {
                // Only the first of an object that was just entered.
                reader.skipFirstMember(#""a":0"#)
                found?.append(reader.string(key))
                _ = try reader.skipValue()
            }
            try reader.finish()
        } catch {
            found = nil
        }
        #expect(found == names)
    }

    @Test func `a reader of a part counts from the start of the part`() {
        let text = Array("xx[1,]".utf8)
        var reader = JSONReader(text.span.extracting(2..<6))
        #expect(throws: JSONError(.expectingValue, at: 3)) {
            _ = try reader.skipValue()
        }
    }
}
