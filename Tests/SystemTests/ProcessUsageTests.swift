import System
import TestKit
import Testing

@Suite struct ProcessUsageTests {
    @Test func `time is used, memory is held, and descriptors are within their bound`() {
        let usage = ProcessUsage()
        #expect(usage.cpuSeconds > 0)
        #expect(usage.residentBytes > 1_000_000)
        // Standard input, output and error at least.
        #expect((3...usage.descriptorsMax).contains(usage.openDescriptorCount))
    }
}
