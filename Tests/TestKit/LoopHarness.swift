// A real loop for one test, which must end clean.

internal import Foundation
public import Reactor
import System
internal import Timing

/// What was wrong with a test's use of its loop.
public struct LoopFailure: Error, CustomStringConvertible {
    /// The sentence for the report.
    public let description: String

    /// Creates a failure with its sentence.
    public init(_ description: String) {
        self.description = description
    }
}

/// A loop on the thread of the test, and the means to wait for events on it with a deadline.
public final class LoopHarness {
    /// The loop.
    public let loop: Loop

    private let deadline: Instant

    private init(deadline: Instant) throws {
        self.deadline = deadline
        loop = try Loop()
    }

    /// Runs a test's body with a fresh loop, and fails unless it leaves every handle closed.
    ///
    /// - Parameter limit: How long the whole body may take before a wait fails; longer under a sanitizer.
    public static func run(
        within limit: Duration = .seconds(120),
        _ body: (LoopHarness) throws -> Void
    ) throws {
        SignalWatcher.ignoreBrokenPipes()
        let harness = try LoopHarness(deadline: .now + limit * Sanitizer.slowness)
        try body(harness)
        let open = harness.loop.openHandles()
        guard open.isEmpty else { throw LoopFailure("handles left open: \(open)") }
        harness.loop.finish()
    }

    /// Runs the loop until a condition holds; fails when the deadline passes first.
    public func run(until condition: () -> Bool) throws {
        var isLate = false
        let timer = Timer(on: loop) { isLate = true }
        timer.schedule(at: deadline)
        while !condition() {
            guard !isLate else { throw LoopFailure("the deadline passed before the event came") }
            loop.runOnce()
        }
    }

    /// Runs the loop for as long as a duration lasts, to see that something does not happen.
    public func run(for duration: Duration) throws {
        var isOver = false
        let timer = Timer(on: loop) { isOver = true }
        timer.schedule(after: duration)
        try run { isOver }
    }

    /// Tells whether each round of a body leaves a descriptor open, in a process that does nothing else.
    ///
    /// The runtime opens a few of its own when it likes; a leak shows in every round.
    public static func leaksDescriptors(_ body: () throws -> Void) throws -> Bool {
        let roundCount = 10
        try body()
        let before = try descriptorCount()
        for _ in 0..<roundCount { try body() }
        return try descriptorCount() >= before + roundCount
    }

    private static func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}

@available(*, unavailable)
extension LoopHarness: Sendable {}
