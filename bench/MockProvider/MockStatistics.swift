// The mock's counters at one moment.

public import JSON

/// What the mock reports about itself.
public struct MockStatistics: Hashable, Sendable {
    /// Answers begun.
    public let started: Int
    /// Answers sent whole.
    public let completed: Int
    /// Answers whose client left before they were whole.
    public let cancelled: Int
    /// Answers that ended in a fault of their script.
    public let failed: Int
    /// Connections open, without those that faults and split responses took over.
    public let connections: Int
    /// Beats sent in streams that have ended.
    public let sentBeats: Int
    /// Beats sent more than 5 ms late.
    public let lateBeats: Int

    /// Answers under way.
    public var open: Int { max(0, started - completed - cancelled - failed) }

    /// Writes the JSON object of `GET /mock/stats`.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("open")
        json.int(open)
        json.key("started")
        json.int(started)
        json.key("completed")
        json.int(completed)
        json.key("cancelled")
        json.int(cancelled)
        json.key("failed")
        json.int(failed)
        json.key("connections")
        json.int(connections)
        json.key("sent_beats")
        json.int(sentBeats)
        json.key("late_beats")
        json.int(lateBeats)
        json.endObject()
    }
}
