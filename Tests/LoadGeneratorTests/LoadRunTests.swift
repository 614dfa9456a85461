// Loads against a mock on threads of its own: what is right is clean, and nothing that is wrong
// passes.

import JSON
import MockProvider
import Reactor
import Testing

@testable import LoadGenerator

@Suite struct LoadRunTests {
    /// Runs a session of one round against a fresh mock.
    private func run(
        workers: Int = 1,
        arm changeArm: (inout Arm) -> Void = { _ in },
        _ change: (inout LoadConfiguration) -> Void
    ) throws -> LoadReport {
        SignalWatcher.ignoreBrokenPipes()
        let server = try MockProviderServer.start(workers: workers)
        let address = server.address
        let url = "http://\(address)/v1"
        let result = Result {
            var arm = try Arm(name: "through", url: url, wireProtocol: .openai)
            changeArm(&arm)
            var plan = LoadPlan(arms: [arm])
            plan.load.concurrency = 8
            plan.load.goal = .streams(16)
            plan.load.tokenCount = 20
            plan.load.interval = .milliseconds(1)
            plan.load.mockAddress = address
            change(&plan.load)
            return try LoadSession(plan).run()
        }
        server.stop()
        return try result.get()
    }

    private func failures(_ directive: String) throws -> [LoadFailure: Int] {
        let report = try run { $0.directive = directive }
        #expect(!report.isClean)
        #expect(report.exitStatus == 1)
        #expect(report.arms[0].completeCount == 0)
        #expect(1...ArmReport.exampleCountMax ~= report.arms[0].examples.count)
        #expect(Set(report.arms[0].examples).count == report.arms[0].examples.count)
        #expect(report.table.contains("FAILED: 16 streams failed"))
        return report.arms[0].failures
    }

    @Test func `two hundred streams arrive whole and in order`() throws {
        let report = try run(workers: 2) {
            $0.concurrency = 50
            $0.goal = .streams(200)
            $0.tokenCount = 30
            $0.interval = .milliseconds(2)
        }
        #expect(report.isClean, "\(report.table)")
        #expect(report.exitStatus == 0)
        #expect(report.arms[0].completeCount == 200)
        #expect(report.eventCount == 6000)
        #expect(report.arms[0].firstText.count == 200)
        #expect(report.arms[0].gap.count == 200 * 29)
        #expect(report.arms[0].total.count == 200)
        #expect(report.arms[0].total.minimum >= 58_000_000)
        #expect(report.arms[0].openCountMax == 50)
        #expect(report.arms[0].provider?.sentCount == 6000)
        #expect(report.arms[0].provider?.openCount == 0)
        #expect(report.table.contains("every token of every stream arrived, in its order"))
    }

    @Test(arguments: [
        "split", "crlf comments multiline", "merge=5", "obfuscation", "reasoning=3", "usage=no",
    ])
    func `every layout is read`(_ directive: String) throws {
        let report = try run { $0.directive = directive }
        #expect(report.isClean, "\(report.table)")
        #expect(report.eventCount == 16 * 20)
    }

    @Test func `streams may be large, short, empty, without pause and on new connections`() throws {
        for (count, bytes) in [(50, 20_000), (1, 1), (0, 0), (500, 0)] {
            let report = try run {
                $0.tokenCount = count
                $0.tokenByteCount = bytes
                $0.interval = .zero
                $0.usesNewConnections = true
            }
            #expect(report.isClean, "\(report.table)")
            #expect(report.arms[0].completeCount == 16)
        }
    }

    @Test func `padding makes requests long`() throws {
        let report = try run { $0.promptByteCount = 100_000 }
        #expect(report.isClean, "\(report.table)")
    }

    @Test func `slow readers get everything`() throws {
        let report = try run {
            $0.slowReaders = .init(bytesPerSecond: 200_000)
            $0.interval = .zero
        }
        #expect(report.isClean, "\(report.table)")
        // Six kilobytes at 200 a second.
        #expect(report.arms[0].completeCount == 16)
    }

    @Test func `a run may last for a time`() throws {
        let report = try run {
            $0.goal = .duration(.milliseconds(1000))
            $0.warmUp = .milliseconds(500)
            $0.ramp = .milliseconds(20)
            $0.tokenCount = 5
        }
        #expect(report.isClean, "\(report.table)")
        #expect(report.arms[0].duration >= .milliseconds(990))
        #expect(report.arms[0].completeCount > 8)
        // Streams of the warm-up are checked and not measured.
        #expect(report.arms[0].total.count < report.arms[0].completeCount)
    }

    @Test func `streams that are left early are seen by the mock`() throws {
        let report = try run {
            $0.goal = .streams(40)
            $0.tokenCount = 100_000
            $0.aborts = .init(.within(.milliseconds(30)))
        }
        #expect(report.isClean, "\(report.table)")
        #expect(report.arms[0].abortedCount == 40)
        #expect(report.arms[0].provider?.openCount == 0)
        let delay = try #require(report.arms[0].provider?.abortDelay)
        #expect(delay.count > 20)
        #expect(delay.maximum < 5_000_000_000)
    }

    @Test func `streams may be left after some tokens, and only a share of them`() throws {
        let report = try run {
            $0.goal = .streams(40)
            $0.tokenCount = 200
            $0.aborts = .init(.afterTokens(3), share: 0.5)
        }
        #expect(report.isClean, "\(report.table)")
        #expect(5...35 ~= report.arms[0].abortedCount)
        #expect(report.arms[0].completeCount == 40 - report.arms[0].abortedCount)
        #expect(report.arms[0].expectedTokenCount == 200 * report.arms[0].completeCount)
        let left = try run {
            $0.tokenCount = 100_000
            $0.aborts = .init(.after(.milliseconds(20)))
        }
        #expect(left.arms[0].abortedCount == 16)
    }

    @Test func `histories have the messages and bytes that were asked for`() throws {
        let report = try run {
            $0.historyMessageCount = 7
            $0.historyByteCount = 100_001
        }
        #expect(report.isClean, "\(report.table)")
    }

    @Test func `an open loop begins streams at its rate, whatever becomes of those before`() throws
    {
        let report = try run {
            $0.rate = 200
            $0.arrivals = .constant
            $0.concurrency = 100
            $0.goal = .streams(50)
            $0.interval = .milliseconds(10)
        }
        #expect(report.isClean, "\(report.table)")
        #expect(report.arms[0].completeCount == 50)
        #expect(report.arms[0].lag.count == 50)
        // A stream of 200 ms begins every 5 ms: a closed loop of eight would need ten times as long.
        #expect(report.arms[0].openCountMax > 20)
        #expect(report.table.contains("begun late by"))
    }

    @Test func `a stream that waits for a client counts from when it should have begun`() throws {
        let report = try run {
            $0.rate = 1000
            $0.arrivals = .constant
            $0.concurrency = 1
            $0.goal = .streams(5)
            $0.tokenCount = 11
            $0.interval = .milliseconds(10)
        }
        #expect(report.isClean, "\(report.table)")
        // Each takes 100 ms, so the fifth begins 400 ms after the first, and all were due within 5 ms.
        #expect(report.arms[0].lag.maximum > 300_000_000)
        #expect(report.arms[0].total.maximum > 400_000_000)
        #expect(report.warnings.contains { $0.contains("late") })
    }

    @Test func `a stream that no client is free for fails as unsent`() throws {
        let report = try run {
            $0.rate = 1000
            $0.arrivals = .constant
            $0.concurrency = 1
            $0.goal = .streams(5)
            $0.tokenCount = 31
            // Longer in all than the limit, and far from it between two events.
            $0.interval = .milliseconds(60)
            $0.timeout = .milliseconds(800)
        }
        #expect(report.arms[0].failures == [.unsent: 4])
        #expect(report.arms[0].completeCount == 1)
        #expect(report.arms[0].expectedTokenCount == 5 * 31)
        #expect(report.arms[0].deliveredTokenCount == 31)
    }

    @Test func `streams that keep their bounds are good`() throws {
        let all = try run {
            $0.goodness = (try? StreamBound.list("e2e:20s,ttft:20s,gap:20s,tpot:20s")) ?? []
        }
        #expect(all.arms[0].goodCount == 16)
        #expect(all.table.contains("100.00 % of all"))
        let none = try run { $0.goodness = (try? StreamBound.list("e2e:5ms")) ?? [] }
        #expect(none.arms[0].goodCount == 0)
    }

    @Test func `a process that is named is measured`() throws {
        let own = try #require(ProcessFile.read("/proc/self/stat")?.split(separator: " ").first)
        let report = try run(arm: { $0.processIDs = [Int(own) ?? 0] }) {
            $0.interval = .milliseconds(10)
        }
        let server = try #require(report.arms[0].server)
        #expect(server.processorNanoseconds > 0)
        #expect(server.residentByteCountMax > 0)
        #expect(server.after.descriptorCount > 0)
        #expect(report.arms[0].processorMicrosecondsPerEvent ?? 0 > 0)
        #expect(report.table.contains("us per event"))
    }

    @Test func `a process that is not there is a warning`() throws {
        let report = try run(arm: { $0.processIDs = [0] }) { _ in }
        #expect(report.arms[0].server == nil)
        #expect(report.warnings.contains("Process 0 cannot be looked at."))
    }

    @Test func `the report is JSON`() throws {
        let report = try run { $0.directive = "fault=status:503" }
        let json = try JSONValue(parsing: report.json.utf8.span)
        #expect(json["clean"]?.bool == false)
        #expect(json["arms"]?[0]?["failures"]?["status"]?.number?.asInt == 16)
        #expect(json["arms"]?[0]?["gap_ms"]?["p99.9"]?.number?.asDouble == 0)
        #expect(json["load"]?["concurrency"]?.number?.asInt == 8)
        #expect(json["provider"]?["left_open"]?.number?.asInt == 0)
        #expect(json["server"] == .null)
    }

    // What is wrong

    @Test func `text of another stream is noticed`() throws {
        let failures = try failures("id=1")
        // Some token of it may be one that is expected nearby.
        #expect(failures.keys.allSatisfy { [.corrupt, .lost, .disordered].contains($0) })
        #expect(failures[.corrupt] ?? 0 > 8)
        #expect(failures.values.reduce(0, +) == 16)
    }

    @Test func `a lost token is noticed`() throws {
        #expect(try failures("tokens=19") == [.lost: 16])
    }

    @Test func `a surplus token is noticed`() throws {
        let failures = try failures("tokens=21")
        #expect(failures.keys.allSatisfy { $0 == .surplus || $0 == .disordered })
        #expect(failures.values.reduce(0, +) == 16)
    }

    @Test func `faults of the provider have their classes`() throws {
        #expect(try failures("fault=status:429") == [.status: 16])
        #expect(try failures("fault=garbage:5") == [.event: 16])
        #expect(try failures("fault=error:5") == [.error: 16])
        #expect(try failures("fault=drop:5") == [.reset: 16])
        #expect(try failures("fault=cut:5") == [.truncated: 16])
        #expect(try failures("fault=close") == [.truncated: 16])
        #expect(try failures("fault=reset") == [.reset: 16])
        #expect(try failures("done=no") == [.unfinished: 16])
        #expect(try failures("tool=f") == [.lost: 16])
    }

    @Test func `silence is a timeout`() throws {
        for directive in ["fault=silence", "fault=stall:5"] {
            let report = try run {
                $0.directive = directive
                $0.timeout = .milliseconds(50)
            }
            #expect(report.arms[0].failures == [.timeout: 16])
        }
    }

    @Test func `a server that is not there cannot be connected to`() throws {
        let socket = try BoundSocket(to: SocketAddress(host: "127.0.0.1", port: 0))
        let url = "http://\(socket.address)"
        // Bound and not listened on, so that nobody else takes the port meanwhile.
        defer { socket.close() }
        var plan = LoadPlan(arms: [try Arm(url: url, wireProtocol: .ui)])
        plan.load.goal = .streams(20)
        plan.load.concurrency = 5
        plan.load.mockAddress = socket.address
        let report = try LoadSession(plan).run()
        #expect(report.arms[0].failures == [.connect: 20])
        #expect(report.warnings.contains("The mock did not answer."))
        #expect(!report.isClean)
    }

    @Test func `a kept connection that the server closes is replaced`() throws {
        let server = try CannedServer(answerCount: 3)
        let url = "http://\(server.address)"
        var plan = LoadPlan(arms: [try Arm(url: url, wireProtocol: .openai)])
        plan.load.goal = .streams(3)
        plan.load.concurrency = 1
        plan.load.tokenCount = 0
        let report = try LoadSession(plan).run()
        server.join()
        #expect(report.isClean, "\(report.table)")
        #expect(report.arms[0].completeCount == 3)
    }

    @Test func `a load without streams is not clean`() throws {
        let report = try run { $0.goal = .streams(0) }
        #expect(!report.isClean)
        #expect(report.table.contains("FAILED: no stream was finished"))
    }
}
