// Durations as people write them.

/// Reads and writes durations such as `20ms`.
public enum DurationText {
    /// A duration of a decimal number and `us`, `ms`, `s` or `m`; or `0`.
    ///
    /// Nil for anything else.
    public static func parse(_ text: some StringProtocol) -> Duration? {
        let digits = text.prefix { "0123456789.".contains($0) }
        guard let number = Double(digits), number < 1_000_000_000 else { return nil }
        switch text.dropFirst(digits.count) {
        case "us": return .nanoseconds(Int64(number * 1000))
        case "ms": return .nanoseconds(Int64(number * 1_000_000))
        case "s": return .nanoseconds(Int64(number * 1_000_000_000))
        case "m": return .nanoseconds(Int64(number * 60_000_000_000))
        case "" where number == 0: return .zero
        default: return nil
        }
    }
}
