import Bytes
import HTTP
import Testing

@Suite struct ResponseEncoderTests {
    /// What encoding writes, as text.
    private func encoded(_ encode: (inout ByteBuffer) -> Void) -> String {
        var output = ByteBuffer()
        encode(&output)
        return String(output.bytes)
    }

    @Test func `a response head is written line by line`() {
        let text = encoded { output in
            ResponseEncoder.statusLine(.notFound, into: &output)
            ResponseEncoder.field("Content-Type", "text/plain" as StaticString, into: &output)
            ResponseEncoder.field("X-Request-ID", "é-1" as String, into: &output)
            ResponseEncoder.contentLength(1234, into: &output)
            ResponseEncoder.endOfHead(into: &output)
        }
        #expect(
            text == """
                HTTP/1.1 404 Not Found\r
                Content-Type: text/plain\r
                X-Request-ID: é-1\r
                Content-Length: 1234\r
                \r

                """
        )
    }

    @Test func `the interim response is complete`() {
        #expect(encoded(ResponseEncoder.interimContinue) == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test(arguments: [
        ("a\r\nSet-Cookie: b", "a  Set-Cookie: b", "a line end"),
        ("\r\n\r\n<html>", "    <html>", "the end of the head"),
        ("a\nb", "a b", "LF"), ("a\rb", "a b", "CR"), ("a\0b", "a b", "NUL"),
        ("a\u{1B}[1m\u{7F}", "a [1m ", "other control characters"),
        ("a\tb", "a\tb", "a tab is allowed"), ("", "", "nothing"), ("\n", " ", "nothing else"),
    ])
    func `no value can end its line`(value: String, written: String, why: String) {
        let text = encoded { ResponseEncoder.field("X", value, into: &$0) }
        #expect(text == "X: \(written)\r\n")
    }

    @Test func `a chunk's size is written when its content is known`() {
        let text = encoded { output in
            output.append("before")
            let chunk = ResponseEncoder.beginChunk(into: &output)
            output.append("hello ")
            output.append("wonderful world")
            ResponseEncoder.endChunk(chunk, in: &output)
            ResponseEncoder.lastChunk(into: &output)
        }
        #expect(text == "before00000015\r\nhello wonderful world\r\n0\r\n\r\n")
    }

    @Test func `a chunk without content is taken out again`() {
        let text = encoded { output in
            output.append("before")
            let chunk = ResponseEncoder.beginChunk(into: &output)
            ResponseEncoder.endChunk(chunk, in: &output)
        }
        #expect(text == "before")
    }

    @Test(arguments: [1, 15, 16, 255, 4096, 70_000])
    func `our own decoder takes what is written`(count: Int) throws {
        let content = [UInt8](repeating: 0x61, count: count)
        var output = ByteBuffer()
        for _ in 0..<3 {
            let chunk = ResponseEncoder.beginChunk(into: &output)
            output.append(content.span)
            ResponseEncoder.endChunk(chunk, in: &output)
        }
        ResponseEncoder.lastChunk(into: &output)
        let bytes = [UInt8](output.bytes)
        let outcome = ChunkedDecoderTests.decode(
            bytes,
            ends: [bytes.count],
            byteCountMax: 3 * count
        )
        #expect(outcome == .complete(content: content + content + content, rest: []))
    }
}
