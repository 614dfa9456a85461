// Idle connections of one loop, each ready for the next request to its origin.

internal import Timing

/// Keeps connections whose last answer is whole, by the rule that ``Connection`` states.
final class ConnectionPool {
    /// The longest idle at the front.
    private var entries: [(connection: Connection, idleSince: Instant)] = []
    private let countMax: Int
    private let keptFor: Duration
    private let quietFor: Duration

    /// - Parameters:
    ///   - countMax: The most connections that are kept.
    ///   - keptFor: How long one is kept.
    ///   - quietFor: How long a connection has to be silent before it is used again. An answer that is sent twice comes
    ///     twice within moments; once the next request is under way, the second could not be told from its answer.
    init(countMax: Int, keptFor: Duration, quietFor: Duration) {
        self.countMax = countMax
        self.keptFor = keptFor
        self.quietFor = quietFor
    }

    var isEmpty: Bool { entries.isEmpty }

    /// Keeps a connection for the next request, watched from now on, unless there are enough.
    func keep(_ connection: Connection, at now: Instant) {
        guard entries.count < countMax else { return connection.close() }
        connection.watch(for: self, readable: true, writable: false)
        entries.append((connection, now))
    }

    /// Gives away the connection to an origin that was used last but has been silent for long enough, if one still is.
    func take(for origin: String, at now: Instant) -> Connection? {
        var index = quietCount(at: now)
        while index > 0 {
            index -= 1
            guard entries[index].connection.origin == origin else { continue }
            let connection = entries.remove(at: index).connection
            // The loop may not have told yet what has come in this turn.
            if connection.isSilent() { return connection }
            connection.close()
        }
        return nil
    }

    /// How many entries have been silent for long enough; these are at the front.
    private func quietCount(at now: Instant) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].idleSince + quietFor <= now {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    /// Closes those that have been idle for too long.
    func sweep(at now: Instant) {
        let count = entries.firstIndex { $0.idleSince + keptFor > now } ?? entries.count
        let overdue = entries.prefix(count)
        entries.removeFirst(count)
        for entry in overdue { entry.connection.close() }
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
