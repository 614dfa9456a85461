// What a connection does, as far as its place is concerned.

/// What a connection does with its place, in the order in which connections make room for others.
enum Standing: Int, CaseIterable {
    /// It has sent nothing.
    case silent
    /// It waits for its next request.
    case idle
    /// A request head is arriving.
    case head
    /// It has its last answer, and still sends the body of the request.
    case lingering
    /// It has no place, and is read to see whether it asks for what is answered without one.
    case reserved
    /// It serves a request, or has an answer to take.
    case busy

    /// Those that make room, first those that are missed least.
    static let yielding: [Standing] = [.silent, .idle, .head, .lingering]

    /// Those of them that have asked for nothing: they make room before any of another loop does.
    static let resting: [Standing] = [.silent, .idle]

    /// Tells whether the connections of this standing are queued.
    var isQueued: Bool { self != .busy }
}
