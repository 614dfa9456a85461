// How one stream went.

internal import Timing

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
    /// When its client did begin.
    let startedAt: Instant
    let endedAt: Instant
    let firstTextAt: Instant?
    let lastTextAt: Instant
    let gapMax: Duration
    let textEventCount: Int
    /// The tokens seen to be right, in whole or in part.
    let tokenCount: Int
    let receivedByteCount: Int
}

/// What a client is to do with its next stream.
struct StreamPlan {
    /// When a client leaves.
    enum Departure {
        case after(Duration)
        case afterTokens(Int)
    }

    let id: UInt64
    /// When the stream should begin: times count from here.
    let intendedAt: Instant
    /// When the client leaves, counted from its beginning, or nil if it stays.
    let departure: Departure?
}
