// Durations on the command line.

internal import ArgumentParser
internal import LoadGenerator

/// A duration as people write it: a decimal number and `us`, `ms`, `s` or `m`, such as `20ms`; or `0`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        guard let duration = DurationText.parse(argument) else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { "\(duration)" }
}
