// One answer in virtual time: the machine and its writer, with the provider and the client played by the test.

import AnswerKit
import Bytes
import Chat
import Configuration
import JSON
import Policy
import Testing
import Timing

@testable import Gateway
@testable import Upstream

/// Drives the machine of one answer as a session does, and keeps what it was told to do.
final class AnswerRunScene {
    private(set) var run: AnswerRun
    private var writer: ResponseWriter
    let outlet = MemoryOutlet()
    private(set) var now: Instant
    /// What the machine had its driver do, in words.
    private(set) var deeds: [String] = []
    /// The bodies that the provider was sent.
    private(set) var bodies: [String] = []
    /// Whether a try is left in the budget.
    var hasBudget = true
    /// Providers whose circuits are open.
    var unavailable: Set<String> = []
    /// Whether the provider takes `stream_options`, as far as is known.
    var takesUsage = true

    private static let started = Instant(nanoseconds: 1_000_000_000)

    /// - Parameter settings: Changes the limits: first token 10 s, idle 20 s, total 100 s, signs of life after 15 s.
    init(_ engine: any AnswerEngine, _ settings: (inout Settings) -> Void = { _ in }) {
        var chosen = Settings()
        chosen.openai.firstTokenTimeout = .seconds(10)
        chosen.openai.idleTimeout = .seconds(20)
        chosen.server.timeout = .seconds(100)
        chosen.stream.keepalive = .seconds(15)
        settings(&chosen)
        now = Self.started
        writer = ResponseWriter(to: outlet, as: engine.form)
        run = AnswerRun(
            engine,
            limits: StreamDeadlines.Limits(chosen),
            retryPolicy: RetryPolicy(
                attemptsMax: 3,
                base: .seconds(1),
                cap: .seconds(2),
                retryAfterCap: .seconds(5)
            ),
            waterMarks: AnswerRun.WaterMarks(high: 100, low: 10),
            startedAt: now
        )
        writer.start()
    }

    /// An answer in the SDK's protocol whose model may be called.
    static func calling(_ settings: (inout Settings) -> Void = { _ in }) throws -> AnswerRunScene {
        let scene = AnswerRunScene(try conversation(.ui), settings)
        scene.perform(scene.run.mayCall())
        return scene
    }

    /// The engine of a plain question.
    static func conversation(
        _ form: StreamProtocol,
        targets: [ModelTarget] = [ModelTarget(model: "gpt-4o")],
        body: String = #"{"messages":[{"role":"user","content":"q"}],"model":"openai/gpt-4o"}"#
    ) throws -> ConversationEngine {
        let models = ModelCatalog([], defaultModel: "gpt-4o")
        let chat = try ChatRequest(body.utf8.span, contract: .ui, models: models)
        let request = try CompletionRequest(chat, body: ByteBuffer(copying: body.utf8.span))
        let encoder = form.encoder(for: .oldest)
        let machine = AnswerMachine(
            encoder: encoder,
            answerID: "a",
            continuation: nil,
            tools: .all,
            stepCountMax: 3
        )
        return ConversationEngine(
            machine,
            targets: targets,
            request: request,
            headLines: encoder.headLines,
            eventByteCountMax: 1 << 20
        )
    }

    /// The types of the client's chunks, without what is a sign of life.
    var chunkTypes: [String] {
        UIStream(outlet.content).chunks.compactMap { $0["type"]?.string }
    }

    // The driver

    private func write<Result>(
        _ append: (inout AnswerRun, inout ByteBuffer) -> Result
    ) -> Result? {
        let result = writer.write { append(&run, &$0) }
        if run.hasBegun { writer.begin() }
        return result
    }

    private func perform(_ action: AnswerRun.Action?) {
        switch action {
        case .proceed, .wait, nil: break
        case .callModel: callModel()
        case .callModelAgain:
            deeds.append("call complete")
            callModel()
        case .settleFailure: settleFailure()
        case .callNextTarget:
            deeds.append("next target")
            callModel()
        case .callWithoutUsage:
            deeds.append("usage refused")
            takesUsage = false
            callModel()
        case .sendSignOfLife:
            deeds.append("sign of life")
            writer.begin()
        case .pauseTransfer: deeds.append("pause")
        case .resumeTransfer: deeds.append("resume")
        case .finish:
            deeds.append("finish")
            writer.finish()
        case .fail(let error):
            deeds.append("fail \(error.code)")
            guard case .failed(_, let refusal) = run.ending else { return }
            writer.fail(error, cutting: false, refusal: refusal, members: ErrorMembers())
        }
    }

    private func callModel() {
        if unavailable.contains(run.target.provider) {
            deeds.append("unavailable \(run.target.provider)")
            return perform(write { $0.targetIsUnavailable(into: &$1) })
        }
        deeds.append(
            run.target.provider == ModelTarget.standardProvider
                ? "call" : "call \(run.target.provider)"
        )
        writer.forget()
        let context = AnswerRun.TryContext(providerTakesUsage: takesUsage)
        let body = run.beginTry(context, at: now)
        bodies.append(String(decoding: [UInt8](body.bytes), as: UTF8.self))
    }

    private func settleFailure() {
        let hasBudget = hasBudget
        let now = now
        let action = write { run, output in
            run.settleFailure(
                at: now,
                unixSeconds: 0,
                random: 0.5,
                takeRetry: { hasBudget },
                into: &output
            )
        }
        if case .wait = action { deeds.append("again after \(run.nextInstant - now)") }
        perform(action)
    }

    // What happens

    func queue(for wait: Duration) { perform(run.queue(until: now + wait, at: now)) }

    func mayCall() { perform(run.mayCall()) }

    /// The provider sends events.
    func events(_ events: String...) { bytes(ProviderEvent.stream(events)) }

    @discardableResult
    func bytes(_ bytes: [UInt8]) -> AnswerRun.Progress? {
        let now = now
        let progress = write { $0.received(bytes.span, at: now, into: &$1) }
        perform(progress?.action)
        return progress
    }

    func head(_ head: UpstreamHead) { perform(write { $0.received(head, into: &$1) }) }

    /// The provider refuses.
    func refusal(_ status: Int, _ body: String = "", retryAfter: String? = nil) {
        var head = UpstreamHead()
        head.status = status
        head.retryAfter = retryAfter
        self.head(head)
        if !body.isEmpty { bytes(Array(body.utf8)) }
        end()
    }

    /// The transfer ends.
    func end(_ failure: UpstreamFailure? = nil) {
        perform(write { $0.transferEnded(failure, into: &$1) })
    }

    func fail(_ error: ChatError) { perform(write { $0.fail(error, into: &$1) }) }

    func outputWaits(_ byteCount: Int) {
        perform(run.outputWaits(byteCount: byteCount, at: now))
    }

    func leave() {
        run.clientLeft()
        outlet.hasLeft = true
    }

    /// Time passes, and the machine is woken whenever it wants to be.
    func pass(_ time: Duration) {
        let end = now + time
        while !run.isOver, run.nextInstant <= end {
            now = max(now, run.nextInstant)
            let now = now
            perform(write { $0.timerFired(at: now, into: &$1) })
        }
        now = end
    }

    /// What was done since the last question.
    func takeDeeds() -> [String] {
        defer { deeds = [] }
        return deeds
    }
}
