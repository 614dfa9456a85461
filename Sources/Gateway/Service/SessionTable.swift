// The open streams of a worker.

internal import Chat

/// A stream that can be ended with an honest error.
protocol OpenSession: AnyObject {
    /// The session's place in the table of open sessions.
    var place: Int? { get set }
    /// Ends the stream.
    func fail(_ error: ChatError)
}

/// The open streams of a worker; each knows its place, so that leaving costs the same however many there are.
final class SessionTable {
    private var sessions: [any OpenSession] = []

    var count: Int { sessions.count }

    func insert(_ session: any OpenSession) {
        session.place = sessions.count
        sessions.append(session)
    }

    func remove(_ session: any OpenSession) {
        guard let place = session.place else { return }
        session.place = nil
        let last = sessions.removeLast()
        guard last !== session else { return }
        sessions[place] = last
        last.place = place
    }

    /// Ends all streams with an honest error.
    func failAll(_ error: ChatError) {
        for session in sessions { session.fail(error) }
    }
}
