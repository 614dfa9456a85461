// Passes a provider's stream on to a client of OpenAI's API, and knows whether it came to its proper end.

public import Bytes
internal import JSON

/// The state of one stream of chat completion chunks on its way through.
///
/// The data of each event goes out as the bytes that came in, once it is known to be whole and valid JSON. Comments,
/// event names and ids of the provider are left out, and so is the usage that the client did not ask for. A stream
/// that has not come to its proper end never ends in `[DONE]`.
public struct RelayMachine: EventMachine, ~Copyable {
    private let wantsUsage: Bool
    private var template = ChunkTemplate()
    private var hasEnded = false
    /// The choices that have begun and those that have ended, a bit for each index.
    private var choices: UInt64 = 0
    private var endedChoices: UInt64 = 0

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

    /// One call, once it has begun to answer.
    public var stepCount: Int { hasBegun ? 1 : 0 }

    static let failureDetailByteCountMax = 512

    /// Creates the machine of a stream.
    ///
    /// - Parameter wantsUsage: Whether the client asked for the chunk with the usage.
    public init(wantsUsage: Bool) {
        self.wantsUsage = wantsUsage
    }

    /// Forgets what a try that failed has told, before the provider is asked again.
    public mutating func willTryAgain() {
        finishReason = nil
        usage = nil
        choices = 0
        endedChoices = 0
    }

    // The provider's stream

    /// Takes the data of one of the provider's events.
    public mutating func received(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        guard !hasEnded else { return .goOn }
        // Nearly every event: it is like one that was read and passed on.
        if let content = template.content(of: event, policy: .strict) {
            eventCount += 1
            if !content.isEmpty { textEventCount += 1 }
            pass(event, into: &output)
            return .goOn
        }
        if AnswerMachine.isDone(event) { return answerEnded(into: &output) }
        guard !event.isEmpty else { return .goOn }
        eventCount += 1
        do throws(JSONError) {
            return take(try RelayChunk(event), event, into: &output)
        } catch  where error.kind == .invalidUTF8 {
            return receivedMalformedText(event, into: &output)
        } catch {
            return unreadable(error, into: &output)
        }
    }

    /// An event stream is UTF-8 by definition: what is not becomes U+FFFD, and the stream goes on.
    private mutating func receivedMalformedText(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        let repaired = Array(String(event).utf8)
        do throws(JSONError) {
            return take(try RelayChunk(repaired.span), repaired.span, into: &output)
        } catch {
            return unreadable(error, into: &output)
        }
    }

    private mutating func unreadable(
        _ error: JSONError,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        failureDetail = "unreadable event: \(error)"
        return fail(.answerInvalid, into: &output)
    }

    private mutating func take(
        _ chunk: RelayChunk,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerMachine.Verdict {
        if let error = chunk.error {
            let text = event.extracting(error)
            let count = min(text.count, Self.failureDetailByteCountMax)
            failureDetail = String(text.extracting(0..<count))
            return fail(.providerFailed, into: &output)
        }
        if model == nil, let name = chunk.model { model = String(event.extracting(name.range)) }
        if let cost = chunk.usage { usage = cost }
        if let reason = chunk.finishReason { finishReason = reason }
        choices |= chunk.choices
        endedChoices |= chunk.endedChoices
        if chunk.isUsageAlone, !wantsUsage { return .goOn }
        if let content = chunk.content {
            textEventCount += 1
            if chunk.choiceCount == 1, chunk.finishReason == nil, chunk.usage == nil {
                template.remember(content, of: event)
            }
        }
        pass(event, into: &output)
        return .goOn
    }

    private mutating func pass(_ event: Span<UInt8>, into output: inout ByteBuffer) {
        hasBegun = true
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

    /// Takes the end of the provider's answer body, without an error of the connection.
    public mutating func providerEnded(into output: inout ByteBuffer) -> AnswerMachine.Verdict {
        guard !hasEnded else { return .goOn }
        // Some providers send no end mark; then each choice must have told why it ended.
        guard choices != 0, choices == endedChoices else { return fail(.answerCut, into: &output) }
        return answerEnded(into: &output)
    }

    private mutating func answerEnded(into output: inout ByteBuffer) -> AnswerMachine.Verdict {
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
    ) -> AnswerMachine.Verdict {
        guard !hasEnded else { return .goOn }
        hasEnded = true
        output.append("data: ")
        OpenAIError(error).write(into: &output)
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
