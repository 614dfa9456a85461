// Checks one answer as it arrives: its events, their order, its text.

internal import Bytes
internal import HTTP
internal import JSON

/// Follows the content of one response and keeps the first thing that is wrong with it.
struct AnswerChecker: ~Copyable {
    private let wireProtocol: Arm.WireProtocol
    private var parser = EventStreamParser(byteCountMax: Self.eventByteCountMax)
    private var verifier = TextVerifier()
    private var unescaped = ByteBuffer()
    private var id: UInt64 = 0
    private var isTextOpen = false
    private var hasStarted = false
    private var hasFinished = false
    private var isDone = false

    /// The first thing that is wrong, and where.
    private(set) var failure: LoadFailure?
    private(set) var detail = ""

    /// The pieces of text that have arrived.
    private(set) var textEventCount = 0

    private static let eventByteCountMax = 16 * 1024 * 1024

    init(_ wireProtocol: Arm.WireProtocol) {
        self.wireProtocol = wireProtocol
    }

    /// Starts over for an answer.
    mutating func begin(id: UInt64, tokenCount: Int, tokenByteCount: Int) {
        self.id = id
        parser = EventStreamParser(byteCountMax: Self.eventByteCountMax)
        verifier.begin(id: id, tokenCount: tokenCount, tokenByteCount: tokenByteCount)
        isTextOpen = false
        hasStarted = false
        hasFinished = false
        isDone = false
        failure = nil
        detail = ""
        textEventCount = 0
    }

    /// The tokens that have arrived and were right, in whole or in part.
    var seenTokenCount: Int { verifier.seenTokenCount }

    /// The bytes of text that have arrived.
    var textByteCount: Int { verifier.byteCount }

    /// Takes the next piece of content.
    mutating func check(_ content: Span<UInt8>) {
        var position = 0
        while true {
            do throws(EventStreamError) {
                switch try parser.next(content, at: &position) {
                case .needMore: return
                case .data(let range): checkEvent(content.extracting(range))
                case .keptData:
                    var event = parser.takeKept()
                    checkEvent(event.bytes)
                    parser.giveBack(&event)
                }
            } catch {
                return fail(.event, "an event is longer than 16 MiB")
            }
        }
    }

    /// Takes the end of the answer.
    mutating func end() {
        if !hasFinished { return fail(.unfinished, "after \(verifier.seenTokenCount) tokens") }
        if wireProtocol != .mamba, !isDone { return fail(.unfinished, "no [DONE]") }
        guard !verifier.isComplete, verifier.difference == nil else { return }
        fail(.lost, "ended after \(verifier.seenTokenCount) tokens")
    }

    private mutating func fail(_ failure: LoadFailure, _ detail: String) {
        guard self.failure == nil else { return }
        self.failure = failure
        self.detail = "stream \(id): \(detail)"
    }

    private mutating func checkEvent(_ data: Span<UInt8>) {
        do throws(JSONError) {
            let event = try StreamEvent(data, in: wireProtocol)
            guard isInOrder(event) else {
                return fail(.order, "\(event) after \(verifier.seenTokenCount) tokens")
            }
            apply(event, data)
        } catch {
            fail(.event, "\(error) in \(String(data).prefix(100))")
        }
    }

    private func isInOrder(_ event: StreamEvent) -> Bool {
        guard !isDone else { return false }
        switch event {
        case .done: return hasFinished && wireProtocol != .mamba
        case .other: return true
        case .start: return !hasStarted
        case .text: return !hasFinished && (isTextOpen || wireProtocol != .ui)
        case .textStart: return !hasFinished && !isTextOpen
        case .textEnd: return !hasFinished && isTextOpen
        case .finish: return !hasFinished && !isTextOpen
        case .failed: return !hasFinished
        }
    }

    private mutating func apply(_ event: StreamEvent, _ data: Span<UInt8>) {
        switch event {
        case .start: hasStarted = true
        case .textStart: isTextOpen = true
        case .textEnd: isTextOpen = false
        case .finish: hasFinished = true
        case .done: isDone = true
        case .failed(let words): fail(.error, words)
        case .other: break
        case .text(let slice):
            textEventCount += 1
            checkText(data.extracting(slice.range), hasEscapes: slice.hasEscapes)
        }
    }

    private mutating func checkText(_ content: Span<UInt8>, hasEscapes: Bool) {
        guard hasEscapes else { return compare(content) }
        var text = ByteBuffer()
        swap(&text, &unescaped)
        text.removeAll()
        JSONString.unescape(content, into: &text)
        compare(text.bytes)
        swap(&text, &unescaped)
    }

    private mutating func compare(_ text: Span<UInt8>) {
        let token = verifier.seenTokenCount
        verifier.check(text)
        guard let difference = verifier.difference else { return }
        // A token that seemed lost may turn out to be late.
        let found = LoadFailure(difference)
        if failure == .lost, found == .disordered { failure = found }
        fail(found, "at token \(token): \(String(text).debugDescription)")
    }
}
