// Durations on the command line.

internal import ArgumentParser

/// A duration as people write it: a decimal number and `us`, `ms`, `s` or `m`, such as `20ms`; or `0`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits), number >= 0, number < 1_000_000_000 else { return nil }
        switch argument.dropFirst(digits.count) {
        case "us": duration = .nanoseconds(Int64(number * 1000))
        case "ms": duration = .nanoseconds(Int64(number * 1_000_000))
        case "s": duration = .nanoseconds(Int64(number * 1_000_000_000))
        case "m": duration = .nanoseconds(Int64(number * 60_000_000_000))
        case "" where number == 0: duration = .zero
        default: return nil
        }
    }

    var defaultValueDescription: String { "\(duration)" }
}
