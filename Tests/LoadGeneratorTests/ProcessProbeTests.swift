// What the kernel tells about processes.

import Testing

@testable import LoadGenerator

@Suite struct ProcessProbeTests {
    @Test func `this process costs something`() throws {
        let sample = try #require(ProcessProbe.own.sample(countsDescriptors: true))
        #expect(sample.residentByteCount > 1_000_000)
        #expect(sample.privateByteCount > 0)
        #expect(sample.privateByteCount < sample.residentByteCount)
        #expect(sample.descriptorCount > 2)
        #expect(sample.threadCount > 0)
        #expect(sample.processorNanoseconds > 0)
    }

    @Test func `descriptors are counted if asked`() throws {
        let sample = try #require(ProcessProbe.own.sample(countsDescriptors: false))
        #expect(sample.descriptorCount == 0)
    }

    @Test func `work takes processor time`() throws {
        let before = try #require(ProcessProbe.own.sample(countsDescriptors: false))
        let ownBefore = ProcessProbe.threadNanoseconds()
        var sum = 0.0
        // Processor time, not the clock's: others may have the processor meanwhile.
        while ProcessProbe.threadNanoseconds() - ownBefore < 50_000_000 { sum += 1 }
        let after = try #require(ProcessProbe.own.sample(countsDescriptors: false))
        #expect(sum > 0)
        #expect(after.processorNanoseconds > before.processorNanoseconds)
        #expect(ProcessProbe.threadNanoseconds() > ownBefore)
    }

    @Test func `a process that is not there has no costs`() {
        #expect(ProcessProbe(processIDs: [0]).sample(countsDescriptors: true) == nil)
    }

    @Test func `the bound on descriptors is known`() throws {
        let limit = try #require(ProcessProbe.own.descriptorLimit())
        #expect(limit > 10)
    }

    @Test func `several processes are added up, without those that are not there`() throws {
        let own = try #require(ProcessFile.target(ofLink: "/proc/self").flatMap { Int($0) })
        let once = try #require(ProcessProbe(processIDs: [own]).sample(countsDescriptors: false))
        let twice = try #require(
            ProcessProbe(processIDs: [own, 0, own]).sample(countsDescriptors: false)
        )
        #expect(twice.residentByteCount > once.residentByteCount * 3 / 2)
        #expect(ProcessProbe(processIDs: []).sample(countsDescriptors: false) == nil)
    }
}
