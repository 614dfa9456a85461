// Durations as people write them.

/// Reads and writes durations such as `20ms`.
public enum DurationText {
    /// A duration of a decimal number and `us`, `ms`, `s` or `m`; or `0`.
    ///
    /// Nil for anything else, and for more than a century.
    public static func parse(_ text: some StringProtocol) -> Duration? {
        let digits = text.prefix { "0123456789.".contains($0) }
        guard let number = Double(digits) else { return nil }
        let unit: Double
        switch text.dropFirst(digits.count) {
        case "us": unit = 1e3
        case "ms": unit = 1e6
        case "s": unit = 1e9
        case "m": unit = 60e9
        case "" where number == 0: unit = 1
        default: return nil
        }
        // All that is not above the bound fits 64 bits of nanoseconds.
        guard number * unit <= 3_155_760_000e9 else { return nil }
        return .nanoseconds(Int64(number * unit))
    }
}
