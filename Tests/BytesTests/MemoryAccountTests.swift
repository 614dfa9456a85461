import Bytes
import Testing

@Suite struct MemoryAccountTests {
    @Test(arguments: [
        (0, 10, 10, true), (0, 11, 10, false), (4, 6, 10, true), (4, 7, 10, false),
        (10, 0, 10, true), (10, 1, .max, true), (10, .max, .max, false), (10, .max, 5, false),
        (10, 1, 5, false), (10, 1, 0, false),
    ])
    func `no more is taken than the bound allows`(
        present: Int,
        byteCount: Int,
        byteCountMax: Int,
        isTaken: Bool
    ) {
        let account = MemoryAccount()
        #expect(account.take(present, max: present))
        #expect(account.take(byteCount, max: byteCountMax) == isTaken)
        #expect(account.takenByteCount == (isTaken ? present + byteCount : present))
    }

    @Test func `a buffer gives back what it is charged with when it goes`() {
        let account = MemoryAccount()
        #expect(account.take(100, max: 200))
        do {
            var buffer = ByteBuffer()
            buffer.charge(60, to: account)
            buffer.charge(40, to: account)
            buffer.append("longer than nothing")
            var other = ByteBuffer()
            swap(&buffer, &other)
            #expect(account.takenByteCount == 100)
        }
        #expect(account.takenByteCount == 0)
    }

    @Test func `a block is as large as it is asked for, and keeps its bytes`() {
        var buffer = ByteBuffer()
        buffer.append("abc")
        buffer.setMinimumCapacity(1000)
        #expect(buffer.capacity == 1000)
        buffer.setMinimumCapacity(10)
        #expect(buffer.capacity == 1000)
        buffer.append("def")
        #expect(String(buffer.bytes) == "abcdef")
    }
}
