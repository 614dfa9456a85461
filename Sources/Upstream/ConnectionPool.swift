// Idle connections of one loop, each ready for the next request to its origin.

internal import Reactor

/// Keeps connections whose last answer is whole, by the rule that ``Connection`` states.
final class ConnectionPool {
    /// The longest idle at the front.
    private var entries: [(connection: Connection, idleSince: Instant)] = []
    /// The most connections that are kept.
    var countMax = 1024

    // Kept connections spare a handshake, but a burst must not leave thousands of them open. The longer time is below
    // the idle timeouts of common load balancers, so that a kept connection is rarely a dead one.
    private static let fewMax = 8
    private static let fewKeptFor = Duration.seconds(50)
    private static let manyKeptFor = Duration.seconds(3)

    var isEmpty: Bool { entries.isEmpty }

    /// Keeps a connection for the next request if it is silent, else closes it.
    func keep(_ connection: Connection, at now: Instant) {
        guard entries.count < countMax, connection.isSilent() else {
            return connection.close()
        }
        connection.watch(for: self, readable: true, writable: false)
        entries.append((connection, now))
    }

    /// Gives away the connection to an origin that was used last, if one is still silent.
    func take(for origin: String) -> Connection? {
        while let index = entries.lastIndex(where: { $0.connection.origin == origin }) {
            let connection = entries.remove(at: index).connection
            // The loop may not have told yet what has come in this turn.
            if connection.isSilent() { return connection }
            connection.close()
        }
        return nil
    }

    /// Closes those that have been idle for too long.
    func sweep(at now: Instant) {
        // Told once: what a burst has left goes as a whole.
        let keptFor = entries.count > Self.fewMax ? Self.manyKeptFor : Self.fewKeptFor
        while let oldest = entries.first, oldest.idleSince + keptFor <= now {
            entries.removeFirst().connection.close()
        }
    }

    func closeAll() {
        for entry in entries { entry.connection.close() }
        entries = []
    }
}

extension ConnectionPool: ConnectionUser {
    /// The provider has closed a connection, or says on it what nobody asked for, or the TLS layer has something to do.
    func connection(_ connection: Connection, isReadable: Bool, isWritable: Bool) {
        guard !connection.isSilent(),
            let index = entries.firstIndex(where: { $0.connection === connection })
        else { return }
        entries.remove(at: index)
        connection.close()
    }
}
