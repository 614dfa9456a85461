import Bytes
import JSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(appendingTo: ByteBuffer())
        write(&json)
        let output = json.finish()
        return String(output.bytes)
    }

    @Test func `commas stand between values and nowhere else`() {
        let text = written { json in
            json.beginObject()
            json.key("a")
            json.beginArray()
            json.int(1)
            json.beginArray()
            json.endArray()
            json.beginObject()
            json.endObject()
            json.int(-2)
            json.endArray()
            json.key("b")
            json.beginObject()
            json.key("c")
            json.null()
            json.key("d")
            json.bool(true)
            json.endObject()
            json.key("e")
            json.bool(false)
            json.endObject()
        }
        #expect(text == #"{"a":[1,[],{},-2],"b":{"c":null,"d":true},"e":false}"#)
    }

    @Test func `every kind of value is followed by a comma`() {
        let raw = Array(#"{"x":1}"#.utf8)
        let text = written { json in
            json.beginArray()
            json.string("a\n")
            json.string(Array("ü".utf8).span)
            json.string(content: Array(#"\u0041"#.utf8).span)
            json.int(.min)
            json.double(1.5)
            json.bool(true)
            json.null()
            json.raw(raw.span)
            json.int(0)
            json.endArray()
        }
        #expect(
            text == #"["a\n","ü","\u0041",-9223372036854775808,1.5,true,null,{"x":1},0]"#
        )
    }

    @Test func `a name known at run time is escaped`() {
        let text = written { json in
            json.beginObject()
            json.key(escaping: "a\"b")
            json.int(1)
            json.key(escaping: "c")
            json.int(2)
            json.endObject()
        }
        #expect(text == #"{"a\"b":1,"c":2}"#)
    }

    @Test func `malformed UTF-8 is replaced`() {
        let text = written { $0.string([0x61, 0xFF, 0x62].span) }
        #expect(text == "\"a\u{FFFD}b\"")
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan])
    func `a double that JSON cannot write is null`(value: Double) {
        #expect(written { $0.double(value) } == "null")
    }

    @Test func `a text is appended to what the buffer holds`() {
        var output = ByteBuffer()
        output.append("data: " as StaticString)
        var json = JSONWriter(appendingTo: output)
        json.beginObject()
        json.endObject()
        output = json.finish()
        output.append("\n\n" as StaticString)
        #expect(String(output.bytes) == "data: {}\n\n")
    }

    @Test func `a warm buffer does not grow`() {
        var output = ByteBuffer(minimumCapacity: 64)
        for _ in 0..<10 {
            output.removeAll()
            var json = JSONWriter(appendingTo: output)
            json.beginObject()
            json.key("type")
            json.string("text-delta")
            json.endObject()
            output = json.finish()
        }
        #expect(output.capacity == 64)
        #expect(String(output.bytes) == #"{"type":"text-delta"}"#)
    }

    @Test func `nesting is allowed up to the bound`() {
        let text = written { json in
            for _ in 0..<JSONWriter.depthMax { json.beginArray() }
            for _ in 0..<JSONWriter.depthMax { json.endArray() }
        }
        #expect(text.utf8.count == 2 * JSONWriter.depthMax)
    }

    @Test func `one level more is trapped`() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter(appendingTo: ByteBuffer())
            for _ in 0...JSONWriter.depthMax { json.beginArray() }
        }
    }

    @Test func `a text that is not closed is trapped`() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter(appendingTo: ByteBuffer())
            json.beginArray()
            _ = json.finish()
        }
    }

    @Test func `a bracket without a partner is trapped`() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter(appendingTo: ByteBuffer())
            json.endArray()
        }
    }
}
