// What a server's memory comes to for a stream.

import Testing

@testable import LoadGenerator

@Suite struct ServerCostTests {
    private func sample(_ byteCount: Int) -> ProcessSample {
        var sample = ProcessSample()
        sample.residentByteCount = byteCount
        return sample
    }

    @Test func `memory counts for the most streams, even if the first ones made it grow`() {
        var cost = ServerCost(before: sample(1_000))
        cost.noteMemory(sample(9_000), openCount: 10)
        cost.noteMemory(sample(8_500), openCount: 100)
        cost.noteMemory(sample(8_000), openCount: 50)
        #expect(cost.residentByteCountMax == 9_000)
        #expect(cost.openCountMax == 100)
        #expect(cost.bytesPerStream == 80)
    }

    @Test func `rounds count as one, from before the first`() {
        var cost = ServerCost(before: sample(1_000))
        cost.noteMemory(sample(2_000), openCount: 10)
        var other = ServerCost(before: sample(2_000))
        other.noteMemory(sample(5_000), openCount: 20)
        cost.merge(other)
        #expect(cost.bytesPerStream == 200)
        #expect(ServerCost(before: sample(1_000)).bytesPerStream == 0)
    }
}
