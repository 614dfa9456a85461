import Glibc
import Reactor
import Testing

@Suite struct AllocatorTests {
    private static let blockCount = 16

    /// In a process of its own, because another test might map something at the same address meanwhile.
    @Test func `the pages of large blocks go when they are freed, not only the first time`() async {
        await #expect(processExitsWith: .success) {
            guard Allocator.returnLargeBlocks() else { return }
            for _ in 1...3 {
                let blocks = unsafe (1...Self.blockCount).map { _ in
                    UnsafeMutableRawPointer.allocate(
                        byteCount: Allocator.largeBlockByteCount,
                        alignment: 16
                    )
                }
                unsafe blocks.forEach { unsafe memset($0, 1, Allocator.largeBlockByteCount) }
                // Where blocks lie on a heap, this one is behind them.
                let behind = UnsafeMutableRawPointer.allocate(byteCount: 100_000, alignment: 16)
                defer { unsafe behind.deallocate() }
                #expect(unsafe blocks.allSatisfy(Self.isMapped))
                unsafe blocks.forEach { unsafe $0.deallocate() }
                #expect(unsafe !blocks.contains(where: Self.isMapped))
            }
        }
    }

    /// Whether the process has a page in the middle of a block.
    private static func isMapped(_ block: UnsafeMutableRawPointer) -> Bool {
        let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))
        let middle = UInt(bitPattern: block) + UInt(Allocator.largeBlockByteCount / 2)
        let page = unsafe UnsafeMutableRawPointer(bitPattern: middle / pageSize * pageSize)
        var isResident: UInt8 = 0
        return unsafe mincore(page, Int(pageSize), &isResident) == 0
    }
}
