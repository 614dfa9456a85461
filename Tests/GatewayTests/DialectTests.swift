import AnswerKit
import Bytes
import Chat
import JSON
import Testing

@testable import Gateway

/// What the dialects of providers come to, through parser and machine, however their bytes are cut.
@Suite struct DialectTests {
    private static let all =
        Dialect.failures + Dialect.signs + Dialect.endings + Dialect.contents + Dialect.calls
        + Dialect.costs

    /// What came of a stream.
    private struct Outcome: Equatable {
        var output: [UInt8] = []
        var verdict = AnswerVerdict.proceed
        var detail: String?
    }

    private static func feed(
        _ bytes: [UInt8],
        ends: [Int],
        to machine: consuming some EventMachine & ~Copyable
    ) -> Outcome {
        var stream = EventPipeline(machine, eventByteCountMax: 1 << 20)
        var output = ByteBuffer()
        var outcome = Outcome()
        var start = 0
        for end in ends where outcome.verdict == .proceed {
            outcome.verdict = stream.received(bytes.span.extracting(start..<end), into: &output)
            start = end
        }
        if outcome.verdict == .proceed { outcome.verdict = stream.providerEnded(into: &output) }
        // Nobody else is asked here.
        if case .callFailed(let error) = outcome.verdict {
            outcome.verdict = stream.machine.fail(error, into: &output)
        }
        outcome.output = [UInt8](output.bytes)
        outcome.detail = stream.failureDetail
        return outcome
    }

    /// The same outcome for the whole stream, for each byte by itself and for each cut in two.
    private static func outcome(
        _ bytes: [UInt8],
        _ feed: ([UInt8], [Int]) -> Outcome
    ) -> Outcome {
        let whole = feed(bytes, [bytes.count])
        #expect(feed(bytes, Array(0...bytes.count)) == whole)
        for cut in 0..<bytes.count { #expect(feed(bytes, [cut, bytes.count]) == whole) }
        return whole
    }

    private static func machine() -> AnswerMachine {
        let tool = #"{"name":"weather","parameters":{"type":"object"}}"#
        let body =
            #"{"messages":[{"role":"user","content":"q"}],"model":"openai/m","clientTools":[\#(tool)]}"#
        let models = ModelCatalog([], defaultModel: "m")
        guard let chat = try? ChatRequest(body.utf8.span, contract: .ui, models: models) else {
            preconditionFailure("a plain request is refused")
        }
        return AnswerMachine(
            encoder: StreamProtocol.ui.encoder(for: .oldest),
            answerID: "a1",
            continuation: nil,
            tools: chat.tools,
            stepCountMax: 3
        )
    }

    @Test(arguments: all)
    func `a front end gets what the provider meant`(row: Dialect) {
        let outcome = Self.outcome(row.bytes) { Self.feed($0, ends: $1, to: Self.machine()) }
        let chunks = UIStream(outcome.output).chunks
        func joined(_ type: String) -> String {
            chunks.filter { $0["type"]?.string == type }.compactMap { $0["delta"]?.string }.joined()
        }
        #expect(joined("text-delta") == row.text)
        #expect(joined("reasoning-delta") == row.reasoning)
        let calls = chunks.filter { $0["type"]?.string == "tool-input-available" }.map {
            "\($0["toolName"]?.string ?? "") \($0["input"] ?? .null)"
        }
        #expect(calls == row.calls)
        if let failure = row.failure {
            #expect(outcome.verdict == ChatError(rawValue: failure).map { .failed($0) })
        } else {
            #expect(outcome.verdict == .finished)
            let usage = chunks.last?["messageMetadata"]?["usage"]
            let counts = usage.map { usage in
                ["inputTokens", "outputTokens", "totalTokens"].map { usage[$0]?.number?.asInt }
            }
            #expect(counts == row.usage)
        }
        if let log = row.log { #expect(outcome.detail?.contains(log) == true) }
    }

    @Test(arguments: all)
    func `a client of OpenAI's API gets the provider's words or an honest error`(row: Dialect) {
        let outcome = Self.outcome(row.bytes) {
            Self.feed($0, ends: $1, to: RelayMachine(wantsUsage: true))
        }
        let text = String(outcome.output.span)
        let isGood = row.isRelayed ?? (row.failure == nil)
        #expect(text.hasSuffix("data: [DONE]\n\n") == isGood)
        #expect((outcome.verdict == .finished) == isGood)
        guard !isGood else { return }
        #expect(
            outcome.verdict == row.failure.flatMap { ChatError(rawValue: $0) }.map { .failed($0) }
        )
        #expect(!text.contains("words"))
        if let log = row.log { #expect(outcome.detail?.contains(log) == true) }
    }

    // What clients of OpenAI's API are passed

    private static func relayed(_ stream: String) -> String {
        let bytes = Array(stream.utf8)
        let outcome = feed(bytes, ends: [bytes.count], to: RelayMachine(wantsUsage: false))
        return String(outcome.output.span)
    }

    @Test(arguments: [
        (
            #"{"choices":[],"usage":{"prompt_tokens":7},"timings":{"a":1}}"#,
            #"{"choices":[],"timings":{"a":1}}"#
        ),
        (#"{"usage":{"prompt_tokens":7}, "x_groq":null}"#, #"{ "x_groq":null}"#),
        (#"{"citations":[], "usage" : {"a":1} }"#, #"{"citations":[]}"#),
        (#"{"id":"1","choices":[],"usage":{"prompt_tokens":7},"service_tier":"x"}"#, nil),
        (#"{"usage":{"a":1}}"#, nil),
        (#"{"choices":[],"usage":{}}"#, #"{"choices":[],"usage":{}}"#),
    ])
    func `a usage that nobody asked for is left out, and nothing else`(event: String, rest: String?)
    {
        let before = Dialect.Part.hello.text
        let relayed = Self.relayed(before + "data: \(event)\n\ndata: [DONE]\n\n")
        #expect(relayed == before + (rest.map { "data: \($0)\n\n" } ?? "") + "data: [DONE]\n\n")
    }

    @Test func `chunks that say nothing wait for the first that does`() {
        var stream = EventPipeline(RelayMachine(wantsUsage: false), eventByteCountMax: 1 << 20)
        var output = ByteBuffer()
        let role = Dialect.Part.delta(#"{"role":"assistant","content":"","tool_calls":[]}"#).text
        let filter = "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n"
        _ = stream.received((filter + role).utf8.span, into: &output)
        let isEmpty = output.isEmpty
        let hasBegun = stream.machine.hasBegun
        #expect(isEmpty && !hasBegun)
        // A try that broke off here left nothing behind.
        stream.beginModelCall(ModelTarget(model: "m"), nil)
        _ = stream.received((role + Dialect.Part.stop.text).utf8.span, into: &output)
        #expect(String(output.bytes) == role + Dialect.Part.stop.text)
        // Who says nothing for very long has begun all the same.
        var silent = EventPipeline(RelayMachine(wantsUsage: false), eventByteCountMax: 1 << 20)
        var passed = ByteBuffer()
        for _ in 0..<1000 { _ = silent.received(role.utf8.span, into: &passed) }
        #expect(passed.count == 1000 * role.utf8.count)
    }

    @Test func `what programs act upon is in the error of a stream`() {
        let text = Self.relayed(
            #"data: {"error":{"message":"words","code":"context_length_exceeded","param":"messages"}}"#
                + "\n\n"
        )
        #expect(text.contains(#""param":"messages","code":"context_length_exceeded""#))
    }

    @Test func `an event may be as long as the bound, and its memory is taken as it comes`() {
        let event = Array(
            Dialect.Part.delta(#"{"content":"\#(String(repeating: "x", count: 100_000))"}"#).text
                .utf8
        )
        let ends = stride(from: 0, to: event.count, by: 16_384).map { $0 } + [event.count]
        for (bound, verdict) in [
            (event.count, AnswerVerdict.proceed), (90_000, .failed(.answerInvalid)),
        ] {
            var stream = EventPipeline(Self.machine(), eventByteCountMax: bound)
            var output = ByteBuffer()
            var result = AnswerVerdict.proceed
            for (start, end) in zip(ends, ends.dropFirst()) where result == .proceed {
                result = stream.received(event.span.extracting(start..<end), into: &output)
            }
            #expect(result == verdict)
        }
    }
}
