// The open streams of a worker.

internal import Chat

/// A stream that can be ended with an honest error.
protocol OpenSession: AnyObject {
    /// The session's index in the table of open sessions; nil outside it.
    var index: Int? { get set }
    /// Ends the stream.
    func fail(_ error: ChatError)
}

/// The open streams of a worker; each knows its index, so that removal takes constant time.
final class SessionTable {
    private var sessions: [any OpenSession] = []

    var count: Int { sessions.count }

    func insert(_ session: any OpenSession) {
        session.index = sessions.count
        sessions.append(session)
    }

    func remove(_ session: any OpenSession) {
        guard let index = session.index else { return }
        session.index = nil
        let last = sessions.removeLast()
        guard last !== session else { return }
        sessions[index] = last
        last.index = index
    }

    /// Ends all streams with an honest error.
    func failAll(_ error: ChatError) {
        for session in sessions { session.fail(error) }
    }
}
