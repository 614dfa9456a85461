// What an event costs in memory blocks and time, and what a large request does.

internal import AllocationCounter
internal import Glibc
internal import Log

/// Measures each kind of stream, and fails where more blocks of memory were asked for than the ceiling allows.
///
/// Times of events are printed for information; they never fail, because they depend on the machine. Those of
/// requests are compared with a pass over the same bytes.
@main enum Micro {
    static func main() {
        checkCounter()
        let path = CommandLine.arguments.dropFirst().first ?? "bench/thresholds/stream-path.json"
        do throws(Ceilings.Failure) {
            let ceilings = try Ceilings(readingFrom: path)
            let areStreamsWithin = measure(against: ceilings)
            guard measureRequests(), areStreamsWithin else { exit(1) }
        } catch {
            Console.complain(error.description)
            exit(66)
        }
    }

    /// A counter that is not linked in place of malloc would find that nothing ever costs anything.
    private static func checkCounter() {
        let before = allocation_count()
        let made = [UInt8](repeating: 0, count: 1000 + CommandLine.arguments.count)
        precondition(allocation_count() > before && !made.isEmpty, "blocks are not counted")
    }

    private static func measure(against ceilings: Ceilings) -> Bool {
        var isWithin = true
        Console.say(row("stream", "events", "blocks", "ceiling", "ns/event", "bytes/event"))
        for measurement in Measurement.all {
            let result = measurement.run()
            let ceiling = ceilings[measurement.name]
            let isRight = result.allocationCount <= ceiling ?? -1
            if !isRight { isWithin = false }
            Console.say(
                row(
                    measurement.name,
                    "\(result.eventCount)",
                    "\(result.allocationCount)",
                    ceiling.map { "\($0)" } ?? "none",
                    "\(Int(result.nanosecondsPerEvent.rounded()))",
                    "\(result.bytesPerEvent)"
                ) + (isRight ? "" : "  TOO MANY")
            )
        }
        return isWithin
    }

    private static func measureRequests() -> Bool {
        var isWithin = true
        Console.say("")
        Console.say(row("request of 10 MiB", "bytes/byte", "ms", "passes"))
        for body in RequestBody.all {
            let result = RequestMeasurement(body: body).run()
            let isRight =
                result.bytesPerByte <= RequestMeasurement.bytesPerByteMax
                && result.passes <= RequestMeasurement.passesMax
            if !isRight { isWithin = false }
            Console.say(
                row(
                    body.name,
                    hundredths(result.bytesPerByte),
                    hundredths(result.milliseconds),
                    hundredths(result.passes)
                ) + (isRight ? "" : "  TOO MUCH")
            )
        }
        return isWithin
    }

    private static func hundredths(_ value: Double) -> String {
        "\((value * 100).rounded() / 100)"
    }

    private static func row(_ name: String, _ cells: String...) -> String {
        let padding = String(repeating: " ", count: max(0, 44 - name.count))
        return name + padding
            + cells.map { String(repeating: " ", count: max(1, 13 - $0.count)) + $0 }.joined()
    }
}
