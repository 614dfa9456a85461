// When a level counts as too much.

import Testing

@testable import LoadGenerator

@Suite struct SaturationTests {
    private func report(
        events: Int = 1000,
        seconds: Int = 1,
        complete: Int = 100,
        failed: Int = 0,
        shortest: Duration = .milliseconds(100)
    ) throws -> ArmReport {
        var report = ArmReport(try Arm(url: "http://127.0.0.1", wireProtocol: .ui))
        report.eventCount = events
        report.duration = .seconds(seconds)
        report.completeCount = complete
        report.failures = failed > 0 ? [.reset: failed] : [:]
        report.total.record(shortest)
        return report
    }

    @Test func `in a closed loop more streams must bring more tokens`() throws {
        var saturation = Saturation()
        #expect(saturation.fault(try report(), level: 10, offeredSeconds: nil) == nil)
        #expect(saturation.fault(try report(events: 1250), level: 20, offeredSeconds: nil) == nil)
        let fault = saturation.fault(try report(events: 1550), level: 40, offeredSeconds: nil)
        #expect(fault == "saturated: 100 % more streams brought 24 % more tokens")
        // Between two levels it is the lower one that counts.
        #expect(saturation.fault(try report(events: 1410), level: 30, offeredSeconds: nil) == nil)
    }

    @Test func `in an open loop streams must not queue`() throws {
        var saturation = Saturation()
        let long = try report(seconds: 8, shortest: .seconds(3))
        #expect(saturation.fault(long, level: 10, offeredSeconds: 5) == nil)
        let queued = try report(seconds: 10)
        #expect(
            saturation.fault(queued, level: 10, offeredSeconds: 5)
                == "streams queue: 51 % of the rate was served"
        )
    }

    @Test func `one stream of a hundred may fail`() throws {
        var saturation = Saturation()
        let one = try report(complete: 99, failed: 1)
        #expect(saturation.fault(one, level: 10, offeredSeconds: nil) == nil)
        let two = try report(complete: 98, failed: 2)
        #expect(saturation.fault(two, level: 20, offeredSeconds: nil) == "2 streams failed")
        let none = try report(complete: 0)
        #expect(saturation.fault(none, level: 20, offeredSeconds: 1) == "no stream was finished")
    }
}
