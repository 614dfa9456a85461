// Passes a provider's stream on to a client of OpenAI's API, and knows whether it came to its proper end.

public import Bytes
internal import JSON

/// The state of one stream of chat completion chunks on its way through.
///
/// The data of each event goes out as the bytes that came in, once it is known to be whole and valid JSON. Comments,
/// event names and ids of the provider are left out, and so is the usage that the client did not ask for. Chunks that
/// say no more than whose turn it is wait for the first one that does, because until then another try is possible. A
/// stream that has not come to its proper end never ends in `[DONE]`.
public struct RelayMachine: EventMachine, ~Copyable {
    private let wantsUsage: Bool
    private var template = ChunkTemplate()
    private var hasEnded = false
    /// The choices that have begun and those that have ended, a bit for each index.
    private var choices: UInt64 = 0
    private var endedChoices: UInt64 = 0
    /// Events that wait for the first one that says something.
    private var held = ByteBuffer()

    /// Tells whether an event has been passed on.
    public private(set) var hasBegun = false
    /// The events with data that the provider has sent; comments are none.
    public private(set) var eventCount = 0
    /// The number of events with text that were passed on.
    public private(set) var textEventCount = 0
    /// Why the model stopped, as last told.
    public private(set) var finishReason: FinishReason?
    /// What the answer cost, if the provider told.
    public private(set) var usage: TokenUsage?
    /// The model that answered, by the provider's name.
    public private(set) var model: String?
    /// What the provider said about a failure; for the log only.
    public private(set) var failureDetail: String?
    /// What the client may know of an error of the provider.
    public private(set) var errorMembers = ErrorMembers()

    /// One call, once it has begun to answer.
    public var stepCount: Int { hasBegun ? 1 : 0 }

    /// Tells whether each choice has told why it ended.
    public var isWhole: Bool { choices != 0 && choices == endedChoices }

    /// The most that waits, in bytes; a provider that says nothing for longer has begun all the same.
    private static let heldByteCountMax = 16 * 1024

    /// Creates the machine of a stream.
    ///
    /// - Parameter wantsUsage: Whether the client asked for the chunk with the usage.
    public init(wantsUsage: Bool) {
        self.wantsUsage = wantsUsage
    }

    /// Makes ready for the model call or another try at it, and forgets what a try that failed has told.
    public mutating func willCall(_ target: ModelTarget) {
        template = ChunkTemplate()
        model = nil
        errorMembers = ErrorMembers()
        finishReason = nil
        usage = nil
        choices = 0
        endedChoices = 0
        held.removeAll()
    }

    /// Takes what the client may know of an error that the provider told without an event.
    public mutating func providerTold(_ members: ErrorMembers) {
        errorMembers = members
    }

    // The provider's stream

    /// Takes the data of one of the provider's events.
    public mutating func received(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        guard !hasEnded else { return .proceed }
        // Nearly every event: it is like one that was read and passed on.
        if let content = template.content(of: event, policy: .strict) {
            eventCount += 1
            if !content.isEmpty { textEventCount += 1 }
            pass(event, into: &output)
            return .proceed
        }
        switch EventData(event) {
        case .done: return answerEnded(into: &output)
        case .nothing: return .proceed
        case .chunk: break
        }
        do throws(JSONError) {
            let chunk = try RelayChunk(event, choicesAt: template.choicesOffset(of: event))
            eventCount += 1
            return take(chunk, event, into: &output)
        } catch  where error.kind == .invalidUTF8 {
            eventCount += 1
            return receivedMalformedText(event, into: &output)
        } catch {
            guard let lines = EventData.lines(of: event) else {
                return unreadable(event, error, into: &output)
            }
            return received(lines, of: event, into: &output)
        }
    }

    /// Takes lines of data each of which is an event of its own.
    private mutating func received(
        _ lines: [Range<Int>],
        of data: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        for line in lines {
            let verdict = received(data.extracting(line), into: &output)
            guard case .proceed = verdict else { return verdict }
        }
        return .proceed
    }

    /// An event stream is UTF-8 by definition: what is not becomes U+FFFD, and the stream goes on.
    private mutating func receivedMalformedText(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        let repaired = Array(String(event).utf8)
        do throws(JSONError) {
            return take(try RelayChunk(repaired.span), repaired.span, into: &output)
        } catch {
            return unreadable(event, error, into: &output)
        }
    }

    private mutating func unreadable(
        _ event: Span<UInt8>,
        _ error: JSONError,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        eventCount += 1
        // An array of errors is what Gemini's interface has.
        if error.kind == .unexpectedKind, ProviderError(event).isTold {
            return receivedFailure(event, into: &output)
        }
        failureDetail = FailureDetail.unreadable(event, error)
        return callFailed(.answerInvalid, into: &output)
    }

    /// Takes what the provider tells of its failure.
    public mutating func receivedFailure(
        _ report: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        guard !hasEnded else { return .proceed }
        let error = ProviderError(report)
        failureDetail = FailureDetail.text(report)
        errorMembers = error.members(ofStatus: 200)
        return callFailed(error.cause, into: &output)
    }

    /// Ends the stream, unless another model call can take the place of this one.
    private mutating func callFailed(
        _ error: ChatError,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        hasBegun ? fail(error, into: &output) : .callFailed(error)
    }

    private mutating func take(
        _ chunk: RelayChunk,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        let frame = chunk.frame
        if let failure = frame.failure {
            return receivedFailure(event.extracting(failure), into: &output)
        }
        if model == nil, let name = frame.model { model = String(event.extracting(name.range)) }
        if let cost = frame.usage, !cost.isEmpty { usage = usage?.updated(with: cost) ?? cost }
        if let reason = frame.finishReason { finishReason = reason }
        choices |= frame.choices
        endedChoices |= frame.endedChoices
        if chunk.isUsageChunk, !wantsUsage, let usage = chunk.usageMember {
            if RelayChunk.hasFurtherMembers(event) { pass(event, without: usage, into: &output) }
            return .proceed
        }
        if let content = chunk.content {
            textEventCount += 1
            if frame.choices.nonzeroBitCount == 1, frame.finishReason == nil, frame.usage == nil {
                template.remember(content, of: event, choicesOffset: chunk.choicesOffset)
            }
        } else if let offset = chunk.choicesOffset, chunk.usageMember == nil {
            template.remember(beginningOf: event, upTo: offset)
        }
        guard chunk.saysSomething || hasBegun else {
            hold(event, into: &output)
            return .proceed
        }
        pass(event, into: &output)
        return .proceed
    }

    private mutating func hold(_ event: Span<UInt8>, into output: inout ByteBuffer) {
        guard held.count + event.count <= Self.heldByteCountMax else {
            return pass(event, into: &output)
        }
        Self.append(event, to: &held)
    }

    /// Passes on a usage chunk that holds more than the usage.
    private mutating func pass(
        _ event: Span<UInt8>,
        without member: Range<Int>,
        into output: inout ByteBuffer
    ) {
        var rest = ByteBuffer(minimumCapacity: event.count)
        // With the comma on the side where there is one.
        var lower = member.lowerBound
        var upper = member.upperBound
        while event[upper] <= ASCII.space { upper += 1 }
        if event[upper] == ASCII.comma {
            upper += 1
        } else {
            while event[lower - 1] <= ASCII.space { lower -= 1 }
            if event[lower - 1] == ASCII.comma { lower -= 1 }
        }
        rest.append(event.extracting(0..<lower))
        rest.append(event.extracting(upper..<event.count))
        pass(rest.bytes, into: &output)
    }

    private mutating func pass(_ event: Span<UInt8>, into output: inout ByteBuffer) {
        if !hasBegun { begin(into: &output) }
        Self.append(event, to: &output)
    }

    private mutating func begin(into output: inout ByteBuffer) {
        hasBegun = true
        output.append(held.bytes)
        held = ByteBuffer()
    }

    private static func append(_ event: Span<UInt8>, to output: inout ByteBuffer) {
        // What is held back begins without room.
        output.reserve(event.count + 8)
        output.append("data: ")
        var start = 0
        // Data of several lines becomes one: between two lines of JSON any blank means the same, and many clients of
        // this API read each line for itself.
        while let end = event.firstIndex(of: ASCII.lineFeed, from: start) {
            output.append(event.extracting(start..<end))
            output.append(ASCII.space)
            start = end + 1
        }
        output.append(event.extracting(start..<event.count))
        output.append("\n\n")
    }

    // Endings

    /// Takes the end of the provider's answer body, or any other end of it where ``isWhole`` holds.
    public mutating func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        guard !hasEnded else { return .proceed }
        // Some providers send no end mark; then each choice must have told why it ended.
        guard isWhole else { return callFailed(.answerCut, into: &output) }
        return answerEnded(into: &output)
    }

    private mutating func answerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        guard hasBegun else { return fail(.answerEmpty, into: &output) }
        hasEnded = true
        output.append("data: [DONE]\n\n")
        return .finished
    }

    /// Ends the stream with an error event and without the end mark.
    @discardableResult
    public mutating func fail(
        _ error: ChatError,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        guard !hasEnded else { return .proceed }
        hasEnded = true
        output.append("data: ")
        OpenAIError(error, errorMembers).write(into: &output)
        output.append("\n\n")
        return .failed(error)
    }

    /// Writes a comment, which no client takes for content.
    public func keepAlive(into output: inout ByteBuffer) {
        output.append(EventStream.keepAlive)
    }
}

extension RelayMachine {
    /// Lines of the response head: the media type, and what keeps the stream from being cached or held back.
    public static var headLines: [StaticString] { EventStream.headLines }
}
