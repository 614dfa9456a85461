// How late a loop is with what is due.

internal import Reactor
internal import System
internal import Timing

/// Measures a loop's lag by a timer: how long after its instant it fires.
///
/// The loop counts in milliseconds, so up to one of them is no lag but rounding.
final class LoopLagProbe {
    private let loop: Loop
    private let metrics: WorkerMetrics
    private var timer: Timer?
    private var due = Instant(nanoseconds: 0)

    private static let interval = Duration.milliseconds(250)

    init(on loop: Loop, _ metrics: WorkerMetrics) {
        self.loop = loop
        self.metrics = metrics
        timer = Timer(on: loop) { [unowned self] in fired() }
        arm()
    }

    private func arm() {
        due = Instant.now + Self.interval
        timer?.schedule(at: due)
    }

    private func fired() {
        let now = Instant.now
        metrics.loopWasLate(by: now > due ? now - due : .zero)
        arm()
    }

    /// Measures no more.
    func close() { timer = nil }
}
