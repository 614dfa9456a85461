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

    @Test(arguments: [0, 9, 0xA, 0x9F, 0xBEEF, 0x0123_4567_89AB_CDEF, UInt64.max])
    func `integers are written in so many hexadecimal digits`(value: UInt64) {
        let digits = String(repeating: "0", count: 16) + String(value, radix: 16)
        for width in 1...16 {
            var buffer = ByteBuffer()
            buffer.append("x")
            buffer.appendHex(value, width: width)
            #expect(String(buffer.bytes) == "x" + digits.suffix(width))
        }
    }

    @Test(arguments: [0, 7, 42, 999, 123_456])
    func `integers are written in so many decimal digits`(value: Int) {
        var buffer = ByteBuffer()
        buffer.appendDecimal(value, width: 3)
        #expect(String(buffer.bytes) == String("00\(value)".suffix(3)))
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
