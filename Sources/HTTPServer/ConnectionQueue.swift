// Connections in the order in which they came to stand where they do.

/// A queue of connections, linked through themselves: joining and leaving cost the same however long it is, and nothing
/// is allocated.
///
/// The links hold the connections, so each must leave its queue before it goes.
struct ConnectionQueue {
    private(set) var count = 0
    /// The connection that has stood here for the longest time.
    private(set) var front: ServerConnection?
    private var back: ServerConnection?

    /// The connection that has stood here for the longest time of those that fulfil a condition.
    ///
    /// - Parameter countMax: How many are looked at.
    func first(
        of countMax: Int = .max,
        where condition: (ServerConnection) -> Bool
    ) -> ServerConnection? {
        var next = front
        var left = countMax
        while left > 0, let connection = next {
            if condition(connection) { return connection }
            next = connection.next
            left -= 1
        }
        return nil
    }

    mutating func append(_ connection: ServerConnection) {
        connection.previous = back
        if let back { back.next = connection } else { front = connection }
        back = connection
        count += 1
    }

    mutating func remove(_ connection: ServerConnection) {
        let next = connection.next
        let previous = connection.previous
        if let previous { previous.next = next } else { front = next }
        if let next { next.previous = previous } else { back = previous }
        connection.next = nil
        connection.previous = nil
        count -= 1
    }
}
