// An answer as a stream of events. WHATWG HTML section 9.2.

import Foundation
import Testing
import Timing

/// Reads the events of one response, each with the moment of its arrival.
final class EventReader {
    /// What stands between two blank lines: data, or a comment.
    struct Event {
        let text: String
        let at: ContinuousClock.Instant

        /// The data, or nil for a comment.
        var data: String? { text.hasPrefix("data: ") ? String(text.dropFirst(6)) : nil }

        /// The data as JSON, or nil for a comment and the end mark.
        var json: [String: Any]? {
            data.flatMap {
                try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
        }

        /// The type, with the end mark as itself.
        var type: String { json?["type"] as? String ?? data ?? "comment" }
    }

    let response: Response
    private let body: BodyReader
    private var text: [UInt8] = []

    init(_ connection: Connection) throws {
        response = try connection.readHead()
        body = BodyReader(connection, of: response)
    }

    /// The next event, or nil at the proper end of the response.
    func next() throws -> Event? {
        var at = ContinuousClock.now
        while true {
            if let end = text.firstRange(of: [10, 10]) {
                let event = String(decoding: text[..<end.lowerBound], as: UTF8.self)
                text.removeFirst(end.upperBound)
                return Event(text: event, at: at)
            }
            guard let piece = try body.next() else {
                #expect(text.isEmpty, "the stream ended within an event")
                return nil
            }
            text += piece.bytes
            at = piece.at
        }
    }

    /// Reads up to the first event of a type.
    @discardableResult
    func skip(to type: String) throws -> Event {
        while let event = try next() {
            if event.type == type { return event }
        }
        throw Connection.Failure(reason: "the stream ended without '\(type)'")
    }

    /// Closes the connection in the middle of the answer.
    func hangUp(byReset: Bool = false) { body.hangUp(byReset: byReset) }

    /// All events that are left.
    func rest() throws -> [Event] {
        var events: [Event] = []
        while let event = try next() { events.append(event) }
        return events
    }
}
