// How durations are written.

import Testing

@testable import LoadGenerator

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("20ms", Duration.milliseconds(20)), ("1.5s", .milliseconds(1500)),
        ("0.5us", .nanoseconds(500)),
        ("2m", .seconds(120)), ("0", .zero), ("0s", .zero),
        ("999999999us", .microseconds(999_999_999)),
        ("3155760000s", .seconds(3_155_760_000)),
    ])
    func `a duration is read`(text: String, duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(arguments: [
        "", "ms", "5", "5 ms", "-5ms", "5h", "1.2.3s", "1e3s", "٣s", "5msx", ".",
        "999999999m", "9223372036854775807us", "18446744073709551616s", "3155760001s",
    ])
    func `another text is none`(text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
