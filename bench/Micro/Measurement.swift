// What the stream path costs for one kind of stream: blocks of memory and time.

internal import AllocationCounter
internal import Bytes
internal import Chat

/// One kind of stream, and how its bytes come.
struct Measurement {
    /// How many bytes a read brings.
    enum Reads {
        case oneEvent
        case bytes(Int)
    }

    /// Its name in the table and among the ceilings.
    let name: String
    let answer: StreamProtocol
    let kind: ProviderStream.Kind
    let layout: ProviderStream.Layout
    let reads: Reads

    /// What a measurement came to.
    struct Result {
        let eventCount: Int
        let allocationCount: Int
        let nanosecondsPerEvent: Double
        let bytesPerEvent: Int
    }

    private static let roundCount = 10
    /// Times are the best of so many runs: whatever else the machine does only makes them longer.
    private static let runCount = 5

    static let all: [Measurement] = StreamProtocol.allCases.flatMap { answer in
        [
            Measurement(
                name: "\(answer) text, an event a read",
                answer: answer,
                kind: .text,
                layout: .plain,
                reads: .oneEvent
            ),
            Measurement(
                name: "\(answer) text, 4 KiB a read",
                answer: answer,
                kind: .text,
                layout: .plain,
                reads: .bytes(4096)
            ),
            Measurement(
                name: "\(answer) text, 100 bytes a read",
                answer: answer,
                kind: .text,
                layout: .plain,
                reads: .bytes(100)
            ),
            Measurement(
                name: "\(answer) text with padding",
                answer: answer,
                kind: .text,
                layout: .padded,
                reads: .oneEvent
            ),
            Measurement(
                name: "\(answer) text on two lines",
                answer: answer,
                kind: .text,
                layout: .twoLines,
                reads: .oneEvent
            ),
            Measurement(
                name: "\(answer) reasoning",
                answer: answer,
                kind: .reasoning,
                layout: .plain,
                reads: .oneEvent
            ),
        ]
    }

    /// Runs it: one round to warm up, then ten that are counted.
    func run() -> Result {
        let stream = ProviderStream(kind, layout)
        var best = Double.infinity
        var allocationCount = 0
        var bytesPerEvent = 0
        for _ in 0..<Self.runCount {
            var path = StreamPath(as: answer)
            read(stream, by: &path)
            let bytesBefore = path.outputByteCount
            let countBefore = allocation_count()
            let start = ContinuousClock.now
            for _ in 0..<Self.roundCount { read(stream, by: &path) }
            let elapsed = ContinuousClock.now - start
            allocationCount = Int(allocation_count() - countBefore)
            precondition(
                path.eventCount == (Self.roundCount + 1) * ProviderStream.eventCount,
                "events were lost"
            )
            bytesPerEvent = (path.outputByteCount - bytesBefore) / Self.countedEventCount
            best = min(best, elapsed / .nanoseconds(1) / Double(Self.countedEventCount))
        }
        return Result(
            eventCount: Self.countedEventCount,
            allocationCount: allocationCount,
            nanosecondsPerEvent: best,
            bytesPerEvent: bytesPerEvent
        )
    }

    private static var countedEventCount: Int { roundCount * ProviderStream.eventCount }

    private func read(_ stream: borrowing ProviderStream, by path: inout StreamPath) {
        let bytes = stream.bytes.bytes
        var start = 0
        switch reads {
        case .oneEvent:
            for end in stream.ends {
                path.read(bytes.extracting(start..<end))
                start = end
            }
        case .bytes(let count):
            while start < bytes.count {
                let end = min(start + count, bytes.count)
                path.read(bytes.extracting(start..<end))
                start = end
            }
        }
    }
}
