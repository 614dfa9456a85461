// What one stream must keep to count as good: the terms of goodput.

internal import Timing

/// A bound on a time of one stream, such as `ttft:200ms`.
public struct StreamBound: Hashable, Sendable {
    /// A time of a stream.
    public enum Time: String, Sendable, CaseIterable {
        /// From the intended start to the first text.
        case firstText = "ttft"
        /// The mean of the gaps between its pieces of text.
        case perToken = "tpot"
        /// The longest gap between its pieces of text.
        case gap
        /// From the intended start to the end.
        case total = "e2e"
    }

    /// The time that is bounded.
    public let time: Time
    /// The most that it may be.
    public let most: Duration

    /// Reads bounds as people write them: `ttft:200ms,gap:50ms`.
    ///
    /// - Throws: What is wrong, in one sentence.
    public static func list(_ text: String) throws(LoadSyntaxError) -> [StreamBound] {
        var bounds: [StreamBound] = []
        for term in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = term.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let time = Time(rawValue: String(parts[0])),
                let most = DurationText.parse(parts[1])
            else {
                let names = Time.allCases.map(\.rawValue).joined(separator: ", ")
                throw LoadSyntaxError(
                    description:
                        "'\(term)' is not TIME:DURATION with one of \(names), such as ttft:200ms."
                )
            }
            bounds.append(StreamBound(time: time, most: most))
        }
        return bounds
    }

    /// Tells whether a stream that arrived whole has kept the bound.
    func holds(for record: StreamRecord) -> Bool {
        let first = record.firstTextAt ?? record.endedAt
        switch time {
        case .firstText: return first - record.plan.intendedAt <= most
        case .total: return record.endedAt - record.plan.intendedAt <= most
        case .gap: return record.gapMax <= most
        case .perToken: return record.perToken ?? .zero <= most
        }
    }
}

extension StreamRecord {
    /// The mean time between its pieces of text; nil with fewer than two.
    var perToken: Duration? {
        guard let firstTextAt, textEventCount > 1 else { return nil }
        return (lastTextAt - firstTextAt) / (textEventCount - 1)
    }
}

/// Why words of the command line are of no use.
public struct LoadSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in one sentence.
    public let description: String
}
