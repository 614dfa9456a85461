import Foundation
import TestKit
import Testing

/// The machines that decide, joined as the program joins them, in virtual time under random schedules and faults.
///
/// `MAMBA_SIMULATION_SEED` repeats a run, `MAMBA_SIMULATION_STEPS` says how long it is; scripts/simulate sets both.
@Suite struct SimulationTests {
    private static let seed = number("MAMBA_SIMULATION_SEED") ?? UInt64.random(in: 0...UInt64.max)
    private static let stepCount = Int(number("MAMBA_SIMULATION_STEPS") ?? 100_000)

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    @Test func `connections take each request once and whole, whatever the schedule`() {
        run("connections") { generator in
            var world = ConnectionWorld(generator: generator)
            return (world.run(), world.stepCount)
        }
    }

    @Test func `streams end once and honestly and in time, whatever fails`() {
        run("streams") { generator in
            let world = StreamWorld(generator: generator)
            return (world.run(), world.stepCount)
        }
    }

    /// How many worlds a defect may take to be found, of the thousands that each run makes.
    private static let worldCountMax: UInt64 = 300

    @Test(arguments: Defect.ofStreams)
    func `a stream with a defect is noticed`(defect: Defect) {
        let found = firstComplaint { generator in
            StreamWorld(generator: generator, defect: defect).run()
        }
        #expect(found != nil)
    }

    @Test(arguments: Defect.ofConnections)
    func `a connection with a defect is noticed`(defect: Defect) {
        let found = firstComplaint { generator in
            var world = ConnectionWorld(generator: generator, defect: defect)
            return world.run()
        }
        #expect(found != nil)
    }

    @Test func `each defect is looked for`() {
        #expect(Set(Defect.ofStreams + Defect.ofConnections) == Set(Defect.allCases))
    }

    /// The first complaint of worlds with fixed seeds.
    private func firstComplaint(_ world: (SeededGenerator) -> String?) -> String? {
        for number in 0..<Self.worldCountMax {
            guard let complaint = world(SeededGenerator(seed: number)) else { continue }
            print("found in world \(number + 1): \(complaint)")
            return complaint
        }
        return nil
    }

    /// Runs worlds, each from a seed of its own, until they have made half of the steps.
    private func run(_ name: String, _ world: (SeededGenerator) -> (complaint: String?, Int)) {
        var stepCount = 0
        var worldCount: UInt64 = 0
        while stepCount < Self.stepCount / 2 {
            let (complaint, count) = world(SeededGenerator(seed: Self.seed &+ worldCount))
            if let complaint {
                let again = "MAMBA_SIMULATION_SEED=\(Self.seed &+ worldCount)"
                Issue.record("\(name), \(again): \(complaint)")
                return
            }
            stepCount += count
            worldCount += 1
        }
        print("\(name): seed \(Self.seed), \(worldCount) worlds, \(stepCount) steps")
    }
}
