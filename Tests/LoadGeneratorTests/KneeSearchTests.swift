// Where the search for the knee goes.

import Testing

@testable import LoadGenerator

@Suite struct KneeSearchTests {
    /// Searches a server that holds up to a level, and returns what was tried.
    private func levels(
        _ bounds: KneeSearch.Bounds,
        holding capacity: Double
    ) -> (tried: [Double], search: KneeSearch) {
        var search = KneeSearch(bounds)
        var tried: [Double] = []
        while let level = search.next, tried.count < 100 {
            tried.append(level)
            search.record(passed: level <= capacity)
        }
        return (tried, search)
    }

    @Test func `the level doubles until it fails, then the distance is halved`() {
        let (tried, search) = levels(.init(first: 10, last: 10_000), holding: 100)
        #expect(tried == [10, 20, 40, 80, 160, 120, 100, 110])
        #expect(search.passed == 100)
        #expect(search.failed == 110)
        #expect(!search.isOpenEnded)
    }

    @Test func `the knee is within its precision, wherever it lies`() {
        for capacity in stride(from: 1.0, through: 5000, by: 37) {
            let (tried, search) = levels(.init(first: 1, last: 10_000), holding: capacity)
            #expect(tried.count < 25)
            let passed = search.passed ?? 0
            let failed = search.failed ?? 0
            #expect(passed <= capacity && capacity < failed)
            #expect(failed - passed <= max(1, passed * 0.1))
            #expect(tried.allSatisfy { $0 == $0.rounded() })
        }
    }

    @Test func `the highest level allowed is tried and not passed`() {
        let (tried, search) = levels(.init(first: 30, last: 100), holding: 1_000_000)
        #expect(tried == [30, 60, 100])
        #expect(search.isOpenEnded)
        #expect(search.passed == 100)
    }

    @Test func `if the first level fails there is no knee`() {
        let (tried, search) = levels(.init(first: 30, last: 100), holding: 0)
        #expect(tried == [30])
        #expect(search.passed == nil)
        #expect(!search.isOpenEnded)
    }

    @Test func `rates need not be whole`() {
        let bounds = KneeSearch.Bounds(first: 0.5, last: 100, precision: 0.01, isWhole: false)
        let (tried, search) = levels(bounds, holding: 3.3)
        #expect(tried.prefix(4) == [0.5, 1, 2, 4])
        let passed = search.passed ?? 0
        #expect(passed <= 3.3 && passed > 3.2)
    }

    @Test func `a first level above the highest is the highest`() {
        #expect(KneeSearch(.init(first: 50, last: 20)).next == 20)
    }

    @Test func `what is recorded after the end changes nothing`() {
        var search = KneeSearch(.init(first: 1, last: 1))
        search.record(passed: true)
        #expect(search.next == nil)
        search.record(passed: false)
        #expect(search.passed == 1)
        #expect(search.failed == nil)
    }
}
