// Runs an answer machine through scripted model calls and writes down what came of it.

import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

/// What an answer machine made of the provider's streams.
struct Transcript {
    /// All bytes for the client.
    var output: [UInt8] = []
    /// How the answer ended; nil if it did not.
    var verdict: AnswerVerdict?
    /// The `messages` of the requests after the first, as JSON.
    var requests: [String] = []
    /// What the machine reports about the answer.
    var usage: TokenUsage?
    var model: String?
    var finishReason: FinishReason?
    var failureDetail: String?
    var stepCount = 0
    var textEventCount = 0
    var hasBegun = false

    /// Who asks, and for what.
    struct Client {
        var answer: StreamProtocol
        /// One of ``ChunkSchema/releases``.
        var release = "5.0.0"
        var tools = ToolCatalog.all
        var continuation: Continuation?
        /// Whether the provider is told what the model thought.
        var tellsReasoning = false
        /// The model that is asked, by the provider's name.
        var model = "m"
    }

    /// Runs an answer with all tools, for a client of the oldest release.
    ///
    /// - Parameters:
    ///   - calls: The data of the provider's events, for one model call after the other; after the
    ///     last event of a call its body ends.
    ///   - error: A failure behind the calls, from outside of the provider's streams.
    init(
        _ calls: [[String]],
        as protocol: StreamProtocol,
        stepCountMax: Int = 4,
        continuing messageID: String? = nil,
        failing error: ChatError? = nil
    ) {
        let client = Client(
            answer: `protocol`,
            continuation: messageID.map { Continuation(messageID: $0) }
        )
        self.init(calls, for: client, stepCountMax: stepCountMax, failing: error)
    }

    /// Runs an answer.
    init(
        _ calls: [[String]],
        for client: Client,
        stepCountMax: Int = 4,
        failing error: ChatError? = nil
    ) {
        let calls = calls.map { $0.map { Array($0.utf8) } }
        self.init(calls, client, stepCountMax, error)
    }

    /// Runs an answer of one model call whose events are no text.
    init(bytes events: [[UInt8]], as protocol: StreamProtocol) {
        self.init([events], Client(answer: `protocol`), 4, nil)
    }

    /// Runs an answer of one model call that is under way when it fails from outside.
    init(open events: [String], for client: Client, failing error: ChatError) {
        self.init([events.map { Array($0.utf8) }], client, 4, error, isOpen: true)
    }

    private init(
        _ calls: [[[UInt8]]],
        _ client: Client,
        _ stepCountMax: Int,
        _ error: ChatError?,
        isOpen: Bool = false
    ) {
        let release = SDKRelease(client.release) ?? .oldest
        var machine = AnswerMachine(
            encoder: client.answer.encoder(for: release),
            answerID: "a1",
            continuation: client.continuation,
            tools: client.tools,
            stepCountMax: stepCountMax
        )
        machine.keepsReasoning = client.tellsReasoning
        machine.willCall(ModelTarget(model: client.model))
        var output = ByteBuffer()
        var request = CompletionRequest(messages: ByteBuffer(), target: ModelTarget(model: "m"))
        for events in calls {
            verdict = Self.run(events, isOpen: isOpen, &machine, &output)
            guard verdict == .callModelAgain else { break }
            machine.appendStep(to: &request)
            requests.append(Self.messages(of: request))
        }
        if let error { verdict = machine.fail(error, into: &output) }
        if client.answer == .ui { Self.check(output.bytes, for: client) }
        usage = machine.usage
        model = machine.model
        finishReason = machine.finishReason
        failureDetail = machine.failureDetail
        stepCount = machine.stepCount
        textEventCount = machine.textEventCount
        hasBegun = machine.hasBegun
        self.output = [UInt8](output.bytes)
    }

    private static func run(
        _ events: [[UInt8]],
        isOpen: Bool,
        _ machine: inout AnswerMachine,
        _ output: inout ByteBuffer
    ) -> AnswerVerdict {
        for event in events {
            let verdict = machine.received(event.span, into: &output)
            if verdict != .proceed { return ending(verdict, &machine, &output) }
        }
        return isOpen ? .proceed : ending(machine.providerEnded(into: &output), &machine, &output)
    }

    /// Nobody else is asked here.
    private static func ending(
        _ verdict: AnswerVerdict,
        _ machine: inout AnswerMachine,
        _ output: inout ByteBuffer
    ) -> AnswerVerdict {
        if case .callFailed(let error) = verdict { return machine.fail(error, into: &output) }
        return verdict
    }

    private static func messages(of request: borrowing CompletionRequest) -> String {
        var body = ByteBuffer()
        request.encodeBody(into: &body, request.firstForm, stream: true)
        let value = try? JSONValue(parsing: body.bytes)
        return value?["messages"]?.description ?? "no JSON"
    }

    /// Every UI stream that a test makes must be one that every client can read.
    private static func check(_ bytes: Span<UInt8>, for client: Client) {
        let stream = UIStream([UInt8](bytes))
        let waiting = client.continuation?.settledCalls.map { JSONString.unescaped($0.id.span) }
        let problems = UIStreamRules.problems(
            in: stream,
            by: ChunkSchema(client.release),
            waiting: Set(waiting ?? [])
        )
        #expect(problems.isEmpty)
    }

    /// The chunks of a UI stream, one line each.
    var uiLines: [String] { UIStream(output).lines }

    /// The data of all events.
    var events: [String] {
        String(output.span).split(separator: "\n\n").map { String($0.dropFirst(6)) }
    }
}
