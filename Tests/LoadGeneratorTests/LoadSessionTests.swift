// Sessions of several arms, and searches for the knee.

import MockProvider
import Reactor
import Testing

@testable import LoadGenerator

@Suite struct LoadSessionTests {
    private func run(_ change: (inout LoadPlan, SocketAddress) throws -> Void) throws -> LoadReport
    {
        SignalWatcher.ignoreBrokenPipes()
        let server = try MockProviderServer.start()
        let address = server.address
        let result = Result {
            var direct = try Arm(
                name: "direct",
                url: "http://\(address)/v1",
                wireProtocol: .openai
            )
            direct.isDirect = true
            var plan = LoadPlan(arms: [direct])
            plan.load.concurrency = 4
            plan.load.goal = .streams(8)
            plan.load.tokenCount = 5
            plan.load.interval = .milliseconds(1)
            plan.load.mockAddress = address
            try change(&plan, address)
            return try LoadSession(plan).run()
        }
        server.stop()
        return try result.get()
    }

    @Test func `arms take turns, and all their rounds are gathered`() throws {
        let report = try run { plan, address in
            plan.arms.append(try Arm("other=http://\(address)"))
            plan.arms.append(try Arm("third=http://\(address)/v1"))
            plan.roundCount = 6
        }
        #expect(report.isGood, "\(report.table)")
        #expect(report.arms.map(\.name) == ["direct", "other", "third"])
        for arm in report.arms {
            #expect(arm.completeCount == 48)
            #expect(arm.firstText.count == 48)
            #expect(arm.eventCount == 240)
            #expect(arm.deliveredTokenCount == 240)
            #expect(arm.expectedTokenCount == 240)
            #expect(arm.rounds.map(\.round) == Array(0..<6))
            #expect(arm.rounds.map(\.startedAfter) == arm.rounds.map(\.startedAfter).sorted())
        }
        for round in 0..<6 {
            let began = report.arms.map { $0.rounds[round].startedAfter }
            let order = began.indices.sorted { began[$0] < began[$1] }
            #expect(order == RoundOrder.arms(inRound: round, of: 3))
        }
        #expect(report.added.map(\.arm) == ["other", "third"])
        #expect(report.added.allSatisfy { $0.times.count == 9 })
        #expect(report.html().contains("Added latency"))
    }

    @Test func `an objective that is missed is a failure`() throws {
        let objectives = try ServiceObjective.list("ttft_max<1us,errors<1%,added_ttft_p50<10s")
        let report = try run { plan, address in
            plan.arms.append(try Arm("other=http://\(address)"))
            plan.objectives = objectives
        }
        #expect(report.isClean)
        #expect(report.exitStatus == 1)
        #expect(report.verdicts.map(\.isKept) == [false, true, true])
        #expect(report.verdicts.allSatisfy { $0.arm == "other" })
        #expect(report.table.contains("FAILED: 1 of 3 objectives missed"))
        #expect(report.table.contains("ttft_max<1us (other): MISSED"))
    }

    @Test func `an objective for errors allows some`() throws {
        let report = try run { plan, _ in
            plan.load.directive = "fault=status:503 times=0"
            plan.objectives = try ServiceObjective.list("errors<=100%")
        }
        // The direct arm alone is judged itself.
        #expect(report.verdicts.count == 1)
        let failing = try run { plan, _ in
            plan.load.directive = "fault=status:503"
            plan.objectives = try ServiceObjective.list("errors<50%")
        }
        #expect(failing.exitStatus == 1)
        #expect(failing.verdicts.first?.valueText == "100.000 %")
    }

    @Test func `the knee of a closed loop is found and reported`() throws {
        let report = try run { plan, _ in
            plan.kneeLevelMax = 8
            plan.load.concurrency = 2
            plan.load.tokenCount = 20
            plan.load.interval = .milliseconds(2)
            plan.load.goal = .duration(.milliseconds(150))
        }
        let knee = try #require(report.knees.first)
        #expect(knee.steps.first?.level == 2)
        #expect(knee.steps.first?.fault == nil)
        #expect(knee.knee ?? 0 >= 2)
        #expect(report.exitStatus == 0, "\(report.table)")
        #expect(report.table.contains("knee of direct"))
        #expect(report.html().contains("Levels of direct"))
    }

    @Test func `a knee below the first level is a failure`() throws {
        let report = try run { plan, _ in
            plan.kneeLevelMax = 1000
            plan.load.rate = 20
            plan.load.goal = .streams(4)
            plan.objectives = try ServiceObjective.list("e2e_max<1us")
        }
        #expect(report.knees.first?.knee == nil)
        #expect(report.knees.first?.steps.count == 1)
        #expect(report.exitStatus == 1)
        #expect(report.table.contains("none: the first level failed"))
    }

    @Test func `what all arms warn of is said once`() throws {
        let report = try run { plan, address in
            plan.arms.append(try Arm("other=http://\(address)"))
            plan.load.warmUp = .seconds(20)
        }
        let warnings = report.warnings.filter { $0.contains("ended before its warm-up") }
        #expect(warnings == ["direct, other: The load ended before its warm-up."])
    }
}
