// One answer, driven as ChatSession drives it, against a scripted provider.

import AnswerKit
import Bytes
import Chat
import JSON
import Reactor
import Upstream

@testable import Gateway

/// A stream in a world of virtual time.
final class SimulatedStream {
    private unowned let world: StreamWorld
    private let number: Int
    private let form: StreamProtocol
    private let limits: StreamDeadlines.Limits
    private let began: Instant
    private var stream: AnswerStream<SuspectAnswer>
    private var deadlines: SuspectDeadlines
    private var request: CompletionRequest
    private var output = ByteBuffer()
    private var transfer: SimulatedTransfer?
    private var isPaused = false
    private var hasLeft = false
    private var verdict = AnswerMachine.Verdict.goOn
    private var attempt = 0
    private var wakeNumber = 0
    private var lengthAtEnd = 0
    /// All text of the model calls that counted, as the provider sent it.
    private var sentText = ""
    /// The same of the model call under way.
    private var callText = ""
    /// Whether the provider has said in this model call that the answer is complete.
    private var saidEnd = false

    private(set) var isOver = false

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
        limits = StreamDeadlines.Limits(world.settings)
        began = world.now
        stream = AnswerStream(
            SuspectAnswer(
                AnswerMachine(
                    encoder: form.encoder(for: .oldest),
                    answerID: "a\(number)",
                    continuation: nil,
                    tools: .all,
                    stepCountMax: 3
                ),
                defect: world.defect
            ),
            eventByteCountMax: 1 << 20
        )
        deadlines = SuspectDeadlines(
            StreamDeadlines(limits, startedAt: world.now),
            defect: world.defect
        )
        let body = #"{"messages":[{"role":"user","content":"q"}],"model":"openai/gpt-4o"}"#
        let models = ModelCatalog([], defaultModel: "gpt-4o")
        guard let chat = try? ChatRequest(body.utf8.span, door: .ui, models: models),
            let request = try? CompletionRequest(chat, body: ByteBuffer(copying: body.utf8.span))
        else { preconditionFailure("a plain request is refused") }
        self.request = request
    }

    func start() {
        callModel()
        if Int.random(in: 0..<8, using: &world.dice) == 0 {
            world.after(world.milliseconds(0...6000)) { [self] in leave() }
        }
    }

    // Model calls

    private func callModel() {
        attempt += 1
        if attempt > Self.policy.attemptsMax { complain("try \(attempt)") }
        if attempt > 1, !callText.isEmpty {
            complain("tried again after \(callText.debugDescription)")
        }
        callText = ""
        saidEnd = false
        isPaused = false
        stream.beginModelCall()
        deadlines.begin(.firstToken, at: world.now)
        arm()
        if transfer != nil { complain("two transfers at once") }
        transfer = SimulatedTransfer(of: self, in: world)
        transfer?.start()
    }

    private func closeTransfer() {
        transfer?.close()
        transfer = nil
    }

    func failed(_ cause: RetryPolicy.Cause) {
        closeTransfer()
        if case .failure = cause, stream.machine.isWhole { return endWhole() }
        let random = Double.random(in: 0..<1, using: &world.dice)
        if !stream.machine.hasBegun,
            let delay = Self.policy.delay(
                afterAttempt: attempt,
                cause: cause,
                at: 0,
                random: random
            )
        {
            if delay < .zero || delay > .seconds(2) { complain("a wait of \(delay)") }
            deadlines.begin(.retry(at: world.now + delay), at: world.now)
            return arm()
        }
        fail(.providerUnreachable)
    }

    /// Takes bytes of the provider.
    func received(_ bytes: [UInt8], text: String, saysEnd: Bool) {
        guard !isOver else { return complain("bytes after the end") }
        let eventCount = stream.machine.eventCount
        let length = output.count
        sentText += text
        callText += text
        saidEnd = saidEnd || saysEnd
        let verdict = stream.received(bytes.span, into: &output)
        guard case .goOn = verdict else { return act(on: verdict) }
        if stream.machine.eventCount > eventCount { eventArrived() }
        if output.count > length { deadlines.outputWritten(at: world.now) }
        guard !isPaused, Int.random(in: 0..<30, using: &world.dice) == 0 else { return }
        // The client reads too slowly for a while, and its provider is told to wait.
        isPaused = true
        transfer?.isPaused = true
        deadlines.begin(.client, at: world.now)
        arm()
        world.after(world.milliseconds(0...4000)) { [self] in clientTookOutput() }
    }

    private func eventArrived() {
        if case .firstToken = deadlines.phase, stream.machine.hasBegun {
            deadlines.begin(.nextToken, at: world.now)
            arm()
        }
        deadlines.eventArrived(at: world.now)
        guard stream.machine.isWhole else { return }
        if case .ending = deadlines.phase { return }
        deadlines.begin(.ending, at: world.now)
        arm()
    }

    private func clientTookOutput() {
        guard isPaused, transfer != nil, !isOver else { return }
        isPaused = false
        deadlines.begin(stream.machine.isWhole ? .ending : .nextToken, at: world.now)
        arm()
        transfer?.resume()
    }

    /// Ends an answer of which nothing is missing.
    private func endWhole() {
        act(on: stream.wasWhole(into: &output))
    }

    func providerEnded() {
        closeTransfer()
        act(on: stream.providerEnded(into: &output))
    }

    // Endings

    private func act(on verdict: AnswerMachine.Verdict) {
        switch verdict {
        case .goOn: break
        case .callModelAgain:
            closeTransfer()
            attempt = 0
            stream.machine.appendStep(to: &request)
            callModel()
        case .finished, .failed:
            if case .goOn = self.verdict {} else { complain("a second end") }
            self.verdict = verdict
            end()
        }
    }

    func fail(_ error: ChatError) {
        guard !isOver else { return }
        if stream.machine.isFinal { return endWhole() }
        act(on: stream.machine.fail(error, into: &output))
    }

    private func end() {
        isOver = true
        lengthAtEnd = output.count
        if world.defect != .leaksTransfers { closeTransfer() }
        let age = world.now - began
        if age > limits.total { complain("an end after \(age)") }
    }

    private func leave() {
        guard !isOver else { return }
        hasLeft = true
        end()
    }

    // Time

    private func arm() {
        guard !isOver else { return }
        wakeNumber += 1
        let wake = wakeNumber
        let next = deadlines.next
        world.after(next <= world.now ? .zero : next - world.now) { [self] in
            if wake == wakeNumber { timerFired() }
        }
    }

    private func timerFired() {
        guard !isOver else { return }
        let isTime = deadlines.next <= world.now
        let due = deadlines.due(at: world.now)
        switch due {
        case .nothing:
            if isTime { complain("what is due is not done") }
            arm()
        case .keepAlive:
            if !endsWithWholeEvent { complain("a sign of life inside of an event") }
            stream.machine.keepAlive(into: &output)
            deadlines.outputWritten(at: world.now)
            arm()
        case .retry: callModel()
        case .ended: endWhole()
        case .failure(let error): fail(error)
        }
        // A sign of life may be due together with a try; it then has its turn right behind it.
        if !isOver, deadlines.next <= world.now, deadlines.due(at: world.now) == due {
            complain("what is due is not done")
        }
    }

    // Invariants

    /// What was written so far; taken out for the call, because a span of a class's property must not leave it.
    private func written() -> [UInt8] {
        var taken = ByteBuffer()
        swap(&taken, &output)
        defer { swap(&taken, &output) }
        return [UInt8](taken.bytes)
    }

    private var endsWithWholeEvent: Bool {
        output.isEmpty || written().suffix(2) == [0x0A, 0x0A]
    }

    /// Checks the whole answer when nothing can happen any more.
    func checkEnd() {
        if !isOver { complain("no end") }
        if transfer != nil { complain("a transfer is left") }
        if output.count != lengthAtEnd { complain("output after the end") }
        if hasLeft { return }
        let whole = UIStream(written())
        let problems = form == .ui ? UIStreamRules.problems(in: whole) : whole.formProblems
        if !problems.isEmpty { complain("\(problems)") }
        let ends = whole.chunks.compactMap { $0["type"]?.string }.filter {
            $0 == "finish" || $0 == "error"
        }
        let end = verdict == .finished ? "finish" : "error"
        if ends != [end] { complain("ended by \(ends), not \(end)") }
        if whole.chunks.last?["type"]?.string != end { complain("something behind the end") }
        if verdict == .finished, !saidEnd { complain("finished what the provider did not") }
        checkText(whole)
    }

    private func checkText(_ whole: UIStream) {
        let member = form == .ui ? "delta" : "textDelta"
        let text = whole.chunks.filter { $0["type"]?.string == "text-delta" }
            .compactMap { ($0["delta"] ?? $0[member] ?? $0["content"])?.string }.joined()
        let isRight = verdict == .finished ? text == sentText : sentText.hasPrefix(text)
        if !isRight { complain("text \(text.debugDescription), not \(sentText.debugDescription)") }
    }

    private func complain(_ text: String) {
        world.complain("stream \(number) (\(form)) at \(world.now - began): \(text)")
    }
}
