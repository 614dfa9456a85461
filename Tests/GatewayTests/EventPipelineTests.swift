import AnswerKit
import Bytes
import Chat
import JSON
import TestKit
import Testing

@testable import Gateway

@Suite struct EventPipelineTests {
    private typealias Event = ProviderEvent

    /// What came of a provider's stream.
    private struct Outcome: Equatable {
        var output: [UInt8] = []
        var verdict = AnswerVerdict.proceed
    }

    /// Feeds the stream in pieces that end at the given places, and then its end.
    private static func outcome(
        _ bytes: [UInt8],
        ends: [Int],
        as answer: StreamProtocol
    ) -> Outcome {
        let machine = AnswerMachine(
            encoder: answer.encoder(for: .oldest),
            answerID: "a1",
            continuation: nil,
            tools: .all,
            stepCountMax: 3
        )
        var output = ByteBuffer()
        return outcome(bytes, ends: ends, by: machine, into: &output)
    }

    private static func outcome(
        _ bytes: [UInt8],
        ends: [Int],
        by machine: consuming some EventMachine & ~Copyable,
        into output: inout ByteBuffer
    ) -> Outcome {
        var stream = EventPipeline(machine, eventByteCountMax: 1024 * 1024)
        var outcome = Outcome()
        var start = 0
        for end in ends where outcome.verdict == .proceed {
            outcome.verdict = stream.received(
                bytes.span.extracting(start..<end),
                into: &output
            )
            start = end
        }
        if outcome.verdict == .proceed { outcome.verdict = stream.providerEnded(into: &output) }
        outcome.output = [UInt8](output.bytes)
        return outcome
    }

    /// Streams that differ in what their cuts can hit.
    private static let streams: [(name: String, bytes: [UInt8])] = [
        (
            "text of all kinds of characters",
            Event.stream(
                [Event.role, Event.text("H\u{E9}\u{1F40D}"), Event.content(#"\ud83d\ude00\n"#)]
                    + [Event.content(#"\ud83d"#), Event.finish("stop"), Event.done]
            )
        ),
        (
            "CR LF, comments and data on two lines",
            Array(
                ": hi\r\n\r\ndata: {\"choices\":\r\ndata: [{\"delta\":{\"content\":\"a\"}}]}\r\n\r\n"
                    .utf8
            ) + Event.stream([Event.text("b"), Event.finish("stop")])
        ),
        (
            "a call",
            Event.stream([
                Event.text("x"), Event.call("generateCard", id: "c"),
                Event.arguments(#"{"title":"A"}"#), Event.finish("tool_calls"), Event.done,
            ])
        ),
        ("an answer that is cut", Event.stream([Event.text("half")]) + Array("data: {\"cho".utf8)),
        ("garbage", Event.stream([Event.text("half"), "{oops", Event.text("more")])),
        ("an error", Event.stream([Event.text("half"), Event.error("e"), Event.text("more")])),
        ("text behind the end", Event.stream(Event.answer("x") + [Event.text("more")])),
    ]

    @Test(arguments: StreamProtocol.allCases, streams.indices)
    func `the client's bytes do not depend on how the provider's are cut`(
        answer: StreamProtocol,
        index: Int
    ) {
        let (name, bytes) = Self.streams[index]
        let whole = Self.outcome(bytes, ends: [bytes.count], as: answer)
        #expect(whole.verdict != .proceed)
        if answer == .ui, whole.verdict != .callModelAgain {
            #expect(UIStreamRules.problems(in: UIStream(whole.output)).isEmpty)
        }
        let bytewise = Self.outcome(bytes, ends: Array(1...bytes.count), as: answer)
        #expect(bytewise == whole, "\(name)")
        for cut in 1..<bytes.count {
            let inTwo = Self.outcome(bytes, ends: [cut, bytes.count], as: answer)
            #expect(inTwo == whole, "\(name) cut at \(cut)")
        }
        var random = SeededGenerator(seed: UInt64(index))
        for _ in 0..<50 {
            let ends = (0..<6).map { _ in Int.random(in: 0...bytes.count, using: &random) }
            let pieces = Self.outcome(bytes, ends: ends.sorted() + [bytes.count], as: answer)
            #expect(pieces == whole, "\(name) cut at \(ends)")
        }
    }

    /// What came of a stream that is passed on.
    private static func relayed(_ bytes: [UInt8], ends: [Int], wantsUsage: Bool) -> Outcome {
        var output = ByteBuffer()
        let machine = RelayMachine(wantsUsage: wantsUsage)
        return outcome(bytes, ends: ends, by: machine, into: &output)
    }

    @Test(arguments: [true, false], streams.indices)
    func `a stream that is passed on does not depend on how it is cut`(
        wantsUsage: Bool,
        index: Int
    ) {
        var (name, bytes) = Self.streams[index]
        bytes = Event.stream([Event.role, Event.usage(prompt: 1, completion: 2)]) + bytes
        let whole = Self.relayed(bytes, ends: [bytes.count], wantsUsage: wantsUsage)
        #expect(whole.verdict != .proceed)
        let text = String(whole.output.span)
        #expect(text.hasSuffix("data: [DONE]\n\n") == (whole.verdict == .finished), "\(name)")
        #expect(text.contains(#""choices":[],"usage""#) == wantsUsage)
        let bytewise = Self.relayed(bytes, ends: Array(1...bytes.count), wantsUsage: wantsUsage)
        #expect(bytewise == whole, "\(name)")
        for cut in 1..<bytes.count {
            let inTwo = Self.relayed(bytes, ends: [cut, bytes.count], wantsUsage: wantsUsage)
            #expect(inTwo == whole, "\(name) cut at \(cut)")
        }
        var random = SeededGenerator(seed: UInt64(index))
        for _ in 0..<50 {
            let cuts = (0..<6).map { _ in Int.random(in: 0...bytes.count, using: &random) }
            let ends = cuts.sorted() + [bytes.count]
            let pieces = Self.relayed(bytes, ends: ends, wantsUsage: wantsUsage)
            #expect(pieces == whole, "\(name) cut at \(ends)")
        }
    }

    @Test func `an event beyond the bound ends the answer with an error`() {
        let event = Event.stream([Event.text(String(repeating: "x", count: 1024 * 1024))])
        for end in [event.count, 100] {
            let outcome = Self.outcome(event, ends: [end, event.count], as: .ui)
            #expect(outcome.verdict == .failed(.answerInvalid))
            #expect(UIStream(outcome.output).lines.last?.hasPrefix("error ") == true)
        }
    }

    @Test func `another try begins with a clean stream`() {
        var stream = EventPipeline(
            AnswerMachine(
                encoder: StreamProtocol.ui.encoder(for: .oldest),
                answerID: "a1",
                continuation: nil,
                tools: .none,
                stepCountMax: 3
            ),
            eventByteCountMax: 1024 * 1024
        )
        var output = ByteBuffer()
        // The first try tells its role and reason, and breaks off within an event.
        let broken = Event.stream([Event.role, Event.finish("stop")]) + Array("data: {\"c".utf8)
        #expect(stream.received(broken.span, into: &output) == .proceed)
        let hasBegun = stream.machine.hasBegun
        #expect(!hasBegun)
        stream.beginModelCall(ModelTarget(model: "m"), nil)
        let half = Event.stream([Event.role, Event.text("half")])
        #expect(stream.received(half.span, into: &output) == .proceed)
        #expect(stream.providerEnded(into: &output) == .failed(.answerCut))
        let ui = UIStream([UInt8](output.bytes))
        #expect(UIStreamRules.problems(in: ui).isEmpty)
        #expect(ui.text == "half")
        let stepCount = stream.machine.stepCount
        #expect(stepCount == 1)
    }
}
