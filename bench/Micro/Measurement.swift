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
    /// The client's protocol; nil for OpenAI's, in which events are passed on.
    let answer: StreamProtocol?
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

    static let all =
        (StreamProtocol.allCases.map { Optional($0) } + [nil]).flatMap(all(of:))
        + [
            // Our own protocols gather the arguments of calls.
            Measurement(
                name: "openai tool input",
                answer: nil,
                kind: .toolInput,
                layout: .plain,
                reads: .oneEvent
            )
        ]

    private static func all(of answer: StreamProtocol?) -> [Measurement] {
        let answerName = answer?.rawValue ?? "openai"
        return [
            Measurement(
                name: "\(answerName) text, an event a read",
                answer: answer,
                kind: .text,
                layout: .plain,
                reads: .oneEvent
            ),
            Measurement(
                name: "\(answerName) text, 4 KiB a read",
                answer: answer,
                kind: .text,
                layout: .plain,
                reads: .bytes(4096)
            ),
            Measurement(
                name: "\(answerName) text, 100 bytes a read",
                answer: answer,
                kind: .text,
                layout: .plain,
                reads: .bytes(100)
            ),
            Measurement(
                name: "\(answerName) text with padding",
                answer: answer,
                kind: .text,
                layout: .padded,
                reads: .oneEvent
            ),
            Measurement(
                name: "\(answerName) text on two lines",
                answer: answer,
                kind: .text,
                layout: .twoLines,
                reads: .oneEvent
            ),
            Measurement(
                name: "\(answerName) reasoning",
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
        var best = Result(
            eventCount: 0,
            allocationCount: 0,
            nanosecondsPerEvent: .infinity,
            bytesPerEvent: 0
        )
        for _ in 0..<Self.runCount {
            let result: Result
            if let answer {
                let machine = AnswerMachine(
                    encoder: answer.encoder(for: .oldest),
                    answerID: "00000000-0000-4000-8000-000000000000",
                    continuation: nil,
                    tools: .none,
                    stepCountMax: 1
                )
                result = measure(StreamPath(machine), stream)
            } else {
                result = measure(StreamPath(RelayMachine(wantsUsage: false)), stream)
            }
            if result.nanosecondsPerEvent < best.nanosecondsPerEvent { best = result }
        }
        return best
    }

    private func measure<Machine: EventMachine & ~Copyable>(
        _ path: consuming StreamPath<Machine>,
        _ stream: borrowing ProviderStream
    ) -> Result {
        read(stream, by: &path)
        let bytesBefore = path.outputByteCount
        let countBefore = allocation_count()
        let start = ContinuousClock.now
        for _ in 0..<Self.roundCount { read(stream, by: &path) }
        let elapsed = ContinuousClock.now - start
        let allocationCount = Int(allocation_count() - countBefore)
        precondition(
            path.eventCount == (Self.roundCount + 1) * ProviderStream.eventCount,
            "events were lost"
        )
        return Result(
            eventCount: Self.countedEventCount,
            allocationCount: allocationCount,
            nanosecondsPerEvent: elapsed / .nanoseconds(1) / Double(Self.countedEventCount),
            bytesPerEvent: (path.outputByteCount - bytesBefore) / Self.countedEventCount
        )
    }

    private static var countedEventCount: Int { roundCount * ProviderStream.eventCount }

    private func read<Machine: EventMachine & ~Copyable>(
        _ stream: borrowing ProviderStream,
        by path: inout StreamPath<Machine>
    ) {
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
