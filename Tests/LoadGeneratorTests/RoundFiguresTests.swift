// What a round's costs come to for a stream.

import Testing

@testable import LoadGenerator

@Suite struct RoundFiguresTests {
    @Test func `the streams of a warm-up have no share in the cost of those that were measured`()
        throws
    {
        var arm = ArmReport(try Arm(name: "through", url: "http://127.0.0.1:9", wireProtocol: .ui))
        arm.completeCount = 100
        arm.eventCount = 40
        for _ in 0..<20 { arm.firstText.record(.milliseconds(1)) }
        var cost = ServerCost(before: ProcessSample())
        cost.processorNanoseconds = 2_000_000
        arm.server = cost
        let figures = RoundFigures(arm, round: 0, startedAfter: .zero)
        #expect(figures.streamCount == 100)
        #expect(figures.processorMicrosecondsPerStream == 100)
        #expect(figures.processorMicrosecondsPerEvent == 50)
    }
}
