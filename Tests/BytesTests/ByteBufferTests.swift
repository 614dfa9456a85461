import Bytes
import Testing

@Suite struct ByteBufferTests {
    @Test func `appended bytes come out in order`() {
        var buffer = ByteBuffer()
        buffer.append("hello ")
        buffer.append([0x77, 0x6F].span)
        buffer.append("rld" as String)
        #expect(String(buffer.bytes) == "hello world")
    }

    @Test func `an empty buffer holds no memory and an empty span`() {
        let buffer = ByteBuffer()
        let byteCount = buffer.bytes.count
        #expect(buffer.capacity == 0)
        #expect(byteCount == 0)
    }

    @Test func `consuming and appending in turn keeps the block`() {
        var buffer = ByteBuffer(minimumCapacity: 64)
        for _ in 0..<1000 {
            buffer.append("0123456789012345678901234567890123456789")
            buffer.consume(40)
        }
        #expect(buffer.capacity == 64)
        let isEmpty = buffer.isEmpty
        #expect(isEmpty)
    }

    @Test func `growth keeps what was waiting`() {
        var buffer = ByteBuffer(minimumCapacity: 8)
        buffer.append("abcdefgh")
        buffer.consume(2)
        for _ in 0..<50 { buffer.append("0123456789") }
        #expect(buffer.count == 506)
        #expect(String(buffer.bytes.extracting(0..<8)) == "cdefgh01")
    }

    @Test(arguments: [0, 7, 10, 255, 4096, Int.max, -1, Int.min])
    func `integers are written in decimal`(value: Int) {
        var buffer = ByteBuffer()
        buffer.appendDecimal(value)
        #expect(String(buffer.bytes) == String(value))
    }

    @Test func `a reserved hexadecimal field can be patched`() {
        var buffer = ByteBuffer()
        buffer.append("x")
        buffer.appendHex(0, width: 6)
        buffer.append("\r\n")
        buffer.fillHex(at: 1, width: 6, with: 0xBEEF)
        #expect(String(buffer.bytes) == "x00beef\r\n")
    }

    @Test func `a pool gives back the blocks that were returned`() {
        let pool = BufferPool(capacity: 128, keptMax: 1)
        var first = pool.take()
        first.append("left over")
        let address = unsafe first.unsafeStart
        pool.give(first)
        pool.give(ByteBuffer(minimumCapacity: 128))
        let second = pool.take()
        #expect(unsafe second.unsafeStart == address)
        let isEmpty = second.isEmpty
        #expect(isEmpty)
    }
}
