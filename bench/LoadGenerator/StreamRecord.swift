// How one stream went.

internal import Reactor

/// The end of one stream, as its client saw it.
struct StreamRecord {
    /// How a stream ended.
    enum Outcome {
        case complete
        case aborted(Instant)
        case failed(LoadFailure, detail: String)
    }

    let plan: StreamPlan
    let outcome: Outcome
    let startedAt: Instant
    let endedAt: Instant
    let firstTextAt: Instant?
    let textEventCount: Int
    let receivedByteCount: Int
}

/// What a client is to do with its next stream.
struct StreamPlan {
    let id: UInt64
    /// When the client leaves, counted from the start, or nil if it stays.
    let abortsAfter: Duration?
}
