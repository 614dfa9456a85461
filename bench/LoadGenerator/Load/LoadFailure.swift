// What can be wrong with a stream.

/// Why a stream counts as failed; the raw values are the keys of the JSON report.
public enum LoadFailure: String, Hashable, Sendable, CaseIterable {
    /// The generator had no client for it within the timeout, in an open loop.
    case unsent
    /// No connection could be made.
    case connect
    /// The connection broke before the answer was whole.
    case reset
    /// The answer ended before its end, by a close.
    case truncated
    /// Nothing arrived for longer than the timeout.
    case timeout
    /// The status was not 200.
    case status
    /// The response was no HTTP.
    case framing
    /// An event was not what the protocol has.
    case event
    /// The stream carried an error.
    case error
    /// Events came in an order that the protocol does not have.
    case order
    /// The stream ended without its finish.
    case unfinished
    /// Text is missing.
    case lost
    /// Text came again or at the wrong place.
    case disordered
    /// Text differs.
    case corrupt
    /// Text came behind the end of the text.
    case surplus

    init(_ difference: TextVerifier.Difference) {
        switch difference {
        case .lost: self = .lost
        case .disordered: self = .disordered
        case .corrupt: self = .corrupt
        case .surplus: self = .surplus
        }
    }

    /// What is shown to people.
    var title: String {
        switch self {
        case .unsent: "never begun, all clients busy"
        case .connect: "could not connect"
        case .reset: "connection broken"
        case .truncated: "answer truncated"
        case .timeout: "timed out"
        case .status: "error status"
        case .framing: "no valid HTTP"
        case .event: "no valid event"
        case .error: "error in the stream"
        case .order: "events out of order"
        case .unfinished: "no finish"
        case .lost: "text lost"
        case .disordered: "text out of order"
        case .corrupt: "text corrupt"
        case .surplus: "too much text"
        }
    }
}
