// The arrivals of an open loop that are due and have not begun: what keeps their intended moments.

internal import Timing

/// Hands out the intended moments of arrivals in their order, once they are due.
///
/// A stream that could not begin in time keeps the moment at which it should have: its times count from there, so
/// that a stalled server cannot make the load lighter and its figures better (*coordinated omission*). Only the
/// width of the loop's timers, which is the generator's own, is not counted against the server: what begins within
/// ``resolution`` of its moment is on time.
struct ArrivalQueue {
    private var schedule: ArrivalSchedule
    private let startedAt: Instant
    private let countMax: Int
    private let endsAt: Instant?
    private var waiting: [Instant] = []
    private var firstWaiting = 0
    private var dueCount = 0

    /// How late a timer of the loop may be: its millisecond, rounded up, and the fraction that has passed of the
    /// present one.
    static let resolution = Duration.milliseconds(2)

    /// The moment of the next arrival that is not due yet; nil if there will be none.
    private(set) var nextAt: Instant?

    /// Prepares the queue.
    ///
    /// - Parameters:
    ///   - countMax: The arrivals in all, or nil for any number.
    ///   - endsAt: The moment from which there are no more, or nil for never.
    init(_ schedule: ArrivalSchedule, startedAt: Instant, countMax: Int?, endsAt: Instant?) {
        self.schedule = schedule
        self.startedAt = startedAt
        self.countMax = countMax ?? .max
        self.endsAt = endsAt
        step()
    }

    private mutating func step() {
        nextAt = nil
        guard dueCount < countMax else { return }
        let instant = startedAt + schedule.next()
        if let endsAt, instant >= endsAt { return }
        nextAt = instant
    }

    /// Takes in what is due at a moment.
    mutating func advance(to now: Instant) {
        while let instant = nextAt, instant <= now {
            waiting.append(instant)
            dueCount += 1
            step()
        }
    }

    /// The moment from which the times of the stream count that has waited longest, which is thereby taken out; nil
    /// if none waits.
    mutating func take(at now: Instant) -> Instant? {
        guard firstWaiting < waiting.count else { return nil }
        let due = waiting[firstWaiting]
        let instant = now > due && now - due <= Self.resolution ? now : due
        firstWaiting += 1
        if firstWaiting > 1024, firstWaiting * 2 > waiting.count {
            waiting.removeFirst(firstWaiting)
            firstWaiting = 0
        }
        return instant
    }

    /// The intended moment of the stream that has waited longest; nil if none waits.
    var oldest: Instant? { firstWaiting < waiting.count ? waiting[firstWaiting] : nil }

    /// How many arrivals are due and not taken.
    var waitingCount: Int { waiting.count - firstWaiting }

    /// Tells whether nothing waits and nothing will come.
    var isOver: Bool { nextAt == nil && waitingCount == 0 }
}
