// One model call's answer: random events, cut at random places, that come and end as they like.

import AnswerKit
import TestKit

@testable import Upstream

/// A transfer of a provider that may do anything.
final class SimulatedTransfer {
    private typealias Event = ProviderEvent

    private enum Ending { case body, failure(UpstreamFailure), silence }

    var isPaused = false
    private unowned let world: StreamWorld
    private unowned let stream: SimulatedStream
    private var isOpen = false
    /// What is to come: bytes, and what is complete with them.
    private var pieces: [(bytes: [UInt8], text: String, saysEnd: Bool)] = []
    private var ending = Ending.body
    private var refusal: UpstreamHead?
    private var isWaiting = false

    init(of stream: SimulatedStream, in world: StreamWorld) {
        self.stream = stream
        self.world = world
        script()
    }

    func start() {
        isOpen = true
        world.transferCount += 1
        scheduleNext(world.milliseconds(0...1500))
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        world.transferCount -= 1
    }

    func resume() {
        isPaused = false
        if !isWaiting { scheduleNext(.zero) }
    }

    private func scheduleNext(_ delay: Duration) {
        isWaiting = true
        world.after(delay) { [self] in happen() }
    }

    private func happen() {
        isWaiting = false
        // A paused transfer keeps what comes.
        guard isOpen, !isPaused else { return }
        if let refusal {
            stream.received(refusal)
            return stream.transferEnded(nil)
        }
        guard pieces.isEmpty else {
            let piece = pieces.removeFirst()
            // Scheduled first: what the stream does may close this transfer.
            let isSlow = Int.random(in: 0..<25, using: &world.dice) == 0
            scheduleNext(isSlow ? world.milliseconds(0...2500) : world.milliseconds(0...120))
            return stream.received(piece.bytes, text: piece.text, saysEnd: piece.saysEnd)
        }
        switch ending {
        case .body: stream.transferEnded(nil)
        case .failure(let failure): stream.transferEnded(failure)
        case .silence: break
        }
    }

    // The script

    private func script() {
        var events: [(data: String, text: String)] = [(Event.role, "")]
        let kind = Int.random(in: 0..<20, using: &world.dice)
        switch kind {
        case 0, 1: return refuse()
        case 2: events = []
        case 3, 4, 5, 6: events += calls()
        default: events += words() + [(Event.finish("stop"), ""), (Event.done, "")]
        }
        if Int.random(in: 0..<6, using: &world.dice) == 0 { damage(&events) }
        chooseEnding()
        cut(events)
    }

    private func refuse() {
        var head = UpstreamHead()
        head.status = [400, 401, 404, 408, 429, 500, 503].randomElement(using: &world.dice) ?? 500
        if Bool.random(using: &world.dice) {
            head.retryAfter = ["0", "1", "9", "x"].randomElement(using: &world.dice)
        }
        refusal = head
    }

    private func words() -> [(data: String, text: String)] {
        (0..<Int.random(in: 0...12, using: &world.dice)).map { _ in
            let word = ["a ", "\u{E9}", "\n", "\"", "\u{1F40D}", "data: "].randomElement(
                using: &world.dice
            )
            switch Int.random(in: 0..<6, using: &world.dice) {
            case 0: return (Event.reasoning("hm"), "")
            default: return (Event.text(word ?? ""), word ?? "")
            }
        }
    }

    private func calls() -> [(data: String, text: String)] {
        let name = Bool.random(using: &world.dice) ? "generateCard" : "nothing"
        let call = [
            (Event.call(name, id: "c\(Int.random(in: 0..<3, using: &world.dice))"), ""),
            (Event.arguments(#"{"title":"#), ""), (Event.arguments(#""t"}"#), ""),
        ]
        return words() + call + [(Event.finish("tool_calls"), ""), (Event.done, "")]
    }

    private func damage(_ events: inout [(data: String, text: String)]) {
        let place = Int.random(in: 0...events.count, using: &world.dice)
        let faults = [
            "{", Event.error("no"), "[]", "{}", #"{"choices":[{"delta":{"tool_calls":[{}]}}]}"#,
        ]
        events.insert((faults.randomElement(using: &world.dice) ?? "{", ""), at: place)
        if Bool.random(using: &world.dice) { events.removeSubrange(place...) }
    }

    private func chooseEnding() {
        switch Int.random(in: 0..<10, using: &world.dice) {
        case 0: ending = .failure(.closedBeforeHead(.nothingReceived))
        case 1: ending = .failure(.bodyCut(.nothingReceived))
        case 2: ending = .failure(.tlsFailed(.nothingReceived))
        case 3: ending = .silence
        default: ending = .body
        }
    }

    /// The events by which an answer is complete.
    private static let ends = [Event.finish("stop"), Event.finish("tool_calls"), Event.done]

    /// Cuts the stream anywhere; a text belongs to the piece that completes its event.
    private func cut(_ events: [(data: String, text: String)]) {
        var rest: [UInt8] = []
        var text = ""
        var saysEnd = false
        for event in events {
            let saidEndBefore = saysEnd
            saysEnd = saysEnd || Self.ends.contains(event.data)
            rest += ProviderEvent.stream([event.data])
            text += event.text
            guard Int.random(in: 0..<4, using: &world.dice) > 0 else { continue }
            let place = Int.random(in: 0..<rest.count, using: &world.dice)
            // The line feed that ends the event is in the second piece, and so is all of its text.
            if place > 0, event.text == text {
                pieces.append((Array(rest[..<place]), "", saidEndBefore))
            }
            let isCut = place > 0 && event.text == text
            pieces.append((isCut ? Array(rest[place...]) : rest, text, saysEnd))
            rest = []
            text = ""
            saysEnd = false
        }
        if !rest.isEmpty { pieces.append((rest, text, saysEnd)) }
    }
}
