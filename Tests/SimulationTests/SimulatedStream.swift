// One answer in virtual time: the shipped machine, driven as AnswerSession drives it, against a scripted provider.

import AnswerKit
import Bytes
import Chat
import Configuration
import JSON
import Policy
import Timing
import Upstream

@testable import Gateway

/// A stream in a world of virtual time.
final class SimulatedStream {
    private unowned let world: StreamWorld
    private let number: Int
    private let form: StreamProtocol
    private let began: Instant
    private let client: SimulatedClient
    private let engine: SuspectEngine
    private var run: SuspectRun
    private var writer: ResponseWriter
    private var transfer: SimulatedTransfer?
    private var wakeNumber = 0
    private var lengthAtEnd = 0
    /// The tries of the model call under way, counted by what the machine has done.
    private var tryCount = 0
    /// All text of the model calls that counted, as the provider sent it.
    private var sentText = ""
    /// The same of the model call under way.
    private var callText = ""
    /// Whether the provider has said in this model call that the answer is complete.
    private var saidEnd = false

    var isOver: Bool { run.machine.isOver }

    private static let policy = RetryPolicy(
        attemptsMax: 3,
        base: .seconds(1),
        cap: .seconds(2),
        retryAfterCap: .seconds(2)
    )

    init(_ number: Int, in world: StreamWorld) {
        self.world = world
        self.number = number
        form = Bool.random(using: &world.dice) ? .ui : .mamba
        began = world.now
        client = SimulatedClient()
        let targetCount = Int.random(in: 1...3, using: &world.dice)
        let conversation = Self.engine(form, answerID: "a\(number)", targetCount: targetCount)
        engine = SuspectEngine(conversation, defect: world.defect)
        writer = ResponseWriter(to: client, as: engine.form)
        run = SuspectRun(
            AnswerRun(
                engine,
                limits: StreamDeadlines.Limits(world.settings),
                retryPolicy: Self.policy,
                waterMarks: AnswerRun.WaterMarks(high: 400, low: 100),
                startedAt: world.now
            ),
            defect: world.defect
        )
    }

    private static func engine(
        _ form: StreamProtocol,
        answerID: String,
        targetCount: Int
    ) -> ConversationEngine {
        let body = #"{"messages":[{"role":"user","content":"q"}],"model":"openai/gpt-4o"}"#
        let models = ModelCatalog([], defaultModel: "gpt-4o")
        guard let chat = try? ChatRequest(body.utf8.span, contract: .ui, models: models),
            let request = try? CompletionRequest(chat, body: ByteBuffer(copying: body.utf8.span))
        else { preconditionFailure("a plain request is refused") }
        let encoder = form.encoder(for: .oldest)
        let machine = AnswerMachine(
            encoder: encoder,
            answerID: answerID,
            continuation: nil,
            tools: .all,
            stepCountMax: 3
        )
        return ConversationEngine(
            machine,
            targets: (0..<targetCount).map { ModelTarget(provider: "p\($0)", model: "m") },
            request: request,
            headLines: encoder.headLines,
            eventByteCountMax: 1 << 20
        )
    }

    func start() {
        writer.start()
        if Int.random(in: 0..<5, using: &world.dice) == 0 {
            perform(run.machine.queue(until: world.now + .seconds(3), at: world.now))
            world.after(world.milliseconds(0...4000)) { [self] in
                if !isOver { perform(run.machine.mayCall()) }
            }
        } else {
            perform(run.machine.mayCall())
        }
        if Int.random(in: 0..<8, using: &world.dice) == 0 {
            world.after(world.milliseconds(0...6000)) { [self] in leave() }
        }
    }

    // What the machine decides

    private func write<Result>(
        _ append: (inout SuspectRun, inout ByteBuffer) -> Result
    ) -> Result? {
        let result = writer.write { append(&run, &$0) }
        if run.machine.hasBegun { writer.begin() }
        return result
    }

    private func perform(_ action: AnswerRun.Action?) {
        switch action {
        case .proceed, nil: break
        case .wait: arm()
        case .callModel: callModel()
        case .callModelAgain:
            closeTransfer()
            tryCount = 0
            callModel()
        case .settleFailure: settleFailure()
        case .callWithoutUsage:
            tryCount -= 1
            callModel()
        case .callNextTarget:
            // What came behind an error was not looked at, so that nothing of this call has been told.
            sentText = String(sentText.dropLast(callText.count))
            callText = ""
            tryCount -= 1
            callModel()
        case .sendSignOfLife:
            writer.begin()
            arm()
        case .pauseTransfer:
            if transfer?.isPaused != false { complain("paused twice, or nothing to pause") }
            transfer?.isPaused = true
            arm()
            world.after(world.milliseconds(0...4000)) { [self] in clientTookOutput() }
        case .resumeTransfer:
            if transfer?.isPaused != true { complain("resumed what was not paused") }
            arm()
            transfer?.resume()
        case .finish:
            end()
            writer.finish()
        case .fail(let error):
            end()
            writer.fail(error, cutting: false, refusal: nil, members: ErrorMembers())
        }
    }

    private func callModel() {
        tryCount += 1
        if tryCount > Self.policy.attemptsMax { complain("try \(tryCount)") }
        if tryCount > 1, !callText.isEmpty {
            complain("tried again after \(callText.debugDescription)")
        }
        callText = ""
        saidEnd = false
        if transfer != nil { complain("two transfers at once") }
        // The circuit may be open.
        if Int.random(in: 0..<40, using: &world.dice) == 0 {
            tryCount -= 1
            return perform(write { $0.machine.targetIsUnavailable(into: &$1) })
        }
        writer.forget()
        _ = run.machine.beginTry(AnswerRun.TryContext(), at: world.now)
        arm()
        transfer = SimulatedTransfer(of: self, in: world)
        transfer?.start()
    }

    private func settleFailure() {
        closeTransfer()
        let hasBudget = Int.random(in: 0..<10, using: &world.dice) > 0
        let random = Double.random(in: 0..<1, using: &world.dice)
        let now = world.now
        let action = write {
            $0.settleFailure(at: now, random: random, takeRetry: { hasBudget }, into: &$1)
        }
        if case .wait = action {
            if !hasBudget { complain("a try beyond the budget") }
            let delay = run.machine.nextInstant - now
            if delay > .seconds(2) { complain("a wait of \(delay)") }
        }
        perform(action)
    }

    private func closeTransfer() {
        transfer?.close()
        transfer = nil
    }

    private func end() {
        lengthAtEnd = client.contentByteCount
        if world.defect != .leaksTransfers { closeTransfer() }
        let age = world.now - began
        if age > world.settings.server.timeout { complain("an end after \(age)") }
    }

    // The provider

    func received(_ head: UpstreamHead) {
        perform(write { $0.machine.received(head, into: &$1) })
    }

    /// Takes bytes of the provider.
    func received(_ bytes: [UInt8], text: String, saysEnd: Bool) {
        guard !isOver else { return complain("bytes after the end") }
        sentText += text
        callText += text
        saidEnd = saidEnd || saysEnd
        let now = world.now
        guard let progress = write({ $0.machine.received(bytes.span, at: now, into: &$1) })
        else { return complain("a client that is there takes what is written") }
        perform(progress.action)
        // The client reads too slowly for a while.
        if !run.machine.isPaused, Int.random(in: 0..<30, using: &world.dice) == 0 {
            outputWaits(byteCount: Int.random(in: 0...800, using: &world.dice))
        }
    }

    func transferEnded(_ failure: UpstreamFailure?) {
        closeTransfer()
        perform(write { $0.machine.transferEnded(failure, into: &$1) })
    }

    // The client

    private func clientTookOutput() {
        guard run.machine.isPaused else { return }
        // What is left may still be too much.
        let isTooMuch = Int.random(in: 0..<4, using: &world.dice) == 0
        outputWaits(byteCount: isTooMuch ? 101 : 100)
        if run.machine.isPaused {
            if !isTooMuch { complain("still paused") }
            world.after(world.milliseconds(0...1000)) { [self] in clientTookOutput() }
        }
    }

    private func outputWaits(byteCount: Int) {
        perform(run.outputWaits(byteCount: byteCount, at: world.now))
    }

    private func leave() {
        guard !isOver else { return }
        run.machine.clientLeft()
        client.hasLeft = true
        end()
    }

    /// Ends the answer with an honest error.
    func fail(_ error: ChatError) {
        perform(write { $0.machine.fail(error, into: &$1) })
    }

    // Time

    private func arm() {
        guard !isOver else { return }
        wakeNumber += 1
        let wake = wakeNumber
        let next = run.machine.nextInstant
        world.after(next <= world.now ? .zero : next - world.now) { [self] in
            if wake == wakeNumber { timerFired() }
        }
    }

    private func timerFired() {
        guard !isOver else { return }
        if let transfer, transfer.isPaused != run.machine.isPaused {
            complain("the transfer's pause is not the machine's")
        }
        let now = world.now
        let isDue = run.machine.nextInstant <= now
        let length = client.contentByteCount
        let action = write { $0.timerFired(at: now, into: &$1) }
        if case .sendSignOfLife = action, !client.endsWithWholeEvent(before: length) {
            complain("a sign of life inside of an event")
        }
        if case .wait = action, isDue { complain("what is due is not done") }
        perform(action)
    }

    // Invariants

    /// Checks the whole answer when nothing can happen any more.
    func checkEnd() {
        if !isOver { complain("no end") }
        if transfer != nil { complain("a transfer is left") }
        if client.contentByteCount != lengthAtEnd { complain("output after the end") }
        guard !client.hasLeft else { return }
        if client.endCount != 1 { complain("\(client.endCount) ends") }
        let whole = UIStream(client.content)
        let problems = form == .ui ? UIStreamRules.problems(in: whole) : whole.formProblems
        if !problems.isEmpty { complain("\(problems)") }
        let ends = whole.chunks.compactMap { $0["type"]?.string }.filter {
            $0 == "finish" || $0 == "error"
        }
        let isFinished = if case .finished = run.machine.ending { true } else { false }
        let end = isFinished ? "finish" : "error"
        if ends != [end] { complain("ended by \(ends), not \(end)") }
        if whole.chunks.last?["type"]?.string != end { complain("something behind the end") }
        if isFinished, !saidEnd { complain("finished what the provider did not") }
        checkText(whole, isFinished: isFinished)
    }

    private func checkText(_ whole: UIStream, isFinished: Bool) {
        let member = form == .ui ? "delta" : "textDelta"
        let text = whole.chunks.filter { $0["type"]?.string == "text-delta" }
            .compactMap { ($0["delta"] ?? $0[member] ?? $0["content"])?.string }.joined()
        let isRight = isFinished ? text == sentText : sentText.hasPrefix(text)
        if !isRight { complain("text \(text.debugDescription), not \(sentText.debugDescription)") }
    }

    private func complain(_ text: String) {
        world.complain("stream \(number) (\(form)) at \(world.now - began): \(text)")
    }
}
