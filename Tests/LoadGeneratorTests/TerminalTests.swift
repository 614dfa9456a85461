// Reports in files, and what is put in front of the person who waits.

import Glibc
import Testing

@testable import LoadGenerator

@Suite struct TerminalTests {
    @Test func `a file is written whole and replaced`() throws {
        let own = try #require(ProcessFile.target(ofLink: "/proc/self"))
        let path = "/tmp/mamba-terminal-test-\(own)"
        defer { unsafe unlink(path) }
        #expect(Terminal.write("long text, ü\n", toFile: path))
        #expect(Terminal.write("short\n", toFile: path))
        #expect(ProcessFile.read(path) == "short\n")
        #expect(Terminal.write("", toFile: path))
        #expect(ProcessFile.read(path) == "")
    }

    @Test func `a file that cannot be written is told`() {
        #expect(!Terminal.write("x", toFile: "/proc/no/such/file"))
        #expect(!Terminal.write("x", toFile: "/dev/full"))
    }

    @Test func `the line of progress is short`() throws {
        var report = ArmReport(try Arm(url: "http://127.0.0.1", wireProtocol: .ui))
        report.completeCount = 123_456
        report.eventCount = 12_345_678
        report.failures = [.lost: 1000]
        var glance = LoadProgress(report, elapsed: .seconds(100), openCount: 10_000)
        glance.title = "through, round 10 of 10"
        #expect(glance.line.count < 120)
        #expect(glance.line.contains("1,000 FAILED"))
        #expect(glance.line.contains("123,457 tokens/s"))
    }
}
