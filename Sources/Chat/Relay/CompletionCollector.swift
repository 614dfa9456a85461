// Gathers a stream of chunks into the one completion that they stand for.

public import Bytes
internal import JSON

/// The machine of an answer that is asked for as a stream and wanted whole.
///
/// For providers whose streams are translated, so that each dialect has one translation. Its output is empty until the
/// end, and then a completion in the form of OpenAI's API.
public struct CompletionCollector: EventMachine, ~Copyable {
    private var decoder = CompletionChunkDecoder()
    private var assembler = ToolCallAssembler()
    private var hasEnded = false
    private var choices: UInt64 = 0
    private var endedChoices: UInt64 = 0
    private var text = ByteBuffer()
    private var refusal = ByteBuffer()
    private var reasoning = ByteBuffer()
    private var details = ReasoningDetails()
    /// The annotations of sources, as JSON with commas between them.
    private var annotations = ByteBuffer()
    private var id: [UInt8] = []
    private let created: Int

    /// Nothing is written before the end.
    public let hasBegun = false
    /// The events with data that the provider has sent.
    public private(set) var eventCount = 0
    /// The number of text fragments that have come.
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
    public var stepCount: Int { eventCount > 0 ? 1 : 0 }
    /// Tells whether each choice has told why it ended.
    public var isWhole: Bool { choices != 0 && choices == endedChoices }

    /// The longest answer that is believed, in bytes.
    private static let byteCountMax = 32 * 1024 * 1024

    /// Creates the machine of an answer.
    ///
    /// - Parameter unixSeconds: The time of day, which the completion tells.
    public init(unixSeconds: Int) {
        created = unixSeconds
    }

    /// Forgets what a try that failed has told.
    public mutating func willCall(_ target: ModelTarget) {
        self = CompletionCollector(unixSeconds: created)
    }

    /// Takes what the client may know of an error that the provider told without an event.
    public mutating func providerTold(_ members: ErrorMembers) { errorMembers = members }

    // The provider's stream

    /// Takes the data of one of the provider's events.
    public mutating func received(
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        guard !hasEnded else { return .proceed }
        switch EventData(event) {
        case .done: return answerEnded(into: &output)
        case .nothing: return .proceed
        case .chunk: break
        }
        do throws(JSONError) {
            let chunk = try decoder.read(event)
            eventCount += 1
            if let error = chunk.error {
                return receivedFailure(event.extracting(error), into: &output)
            }
            if id.isEmpty { id = try Self.id(of: event) }
            return take(chunk, of: event)
        } catch {
            failureDetail = FailureDetail.unreadable(event, error)
            return .callFailed(.answerInvalid)
        }
    }

    private mutating func take(
        _ chunk: borrowing CompletionChunk,
        of event: Span<UInt8>
    ) -> AnswerVerdict {
        if let name = chunk.model { model = String(event.extracting(name.range)) }
        if let content = chunk.content {
            textEventCount += 1
            JSONString.appendRepaired(event.extracting(content.range), into: &text)
        }
        if let content = chunk.reasoning {
            JSONString.appendRepaired(event.extracting(content.range), into: &reasoning)
        }
        if let content = chunk.refusal {
            JSONString.appendRepaired(event.extracting(content.range), into: &refusal)
        }
        if let range = chunk.reasoningDetails { details.append(event.extracting(range)) }
        for source in chunk.extras?.sources ?? [] {
            if !annotations.isEmpty { annotations.append(ASCII.comma) }
            annotations.append(#"{"type":"url_citation","url_citation":{"url":""#)
            JSONString.appendRepaired(event.extracting(source.url.range), into: &annotations)
            annotations.append(#"","title":""#)
            if let title = source.title {
                JSONString.appendRepaired(event.extracting(title.range), into: &annotations)
            }
            annotations.append(#""}}"#)
        }
        for delta in chunk.toolCalls {
            do throws(ToolCallAssembler.Failure) {
                _ = try assembler.take(delta, of: event) { "call_\($0)" }
            } catch {
                failureDetail = "tool call fragments: \(error)"
                return .callFailed(.answerInvalid)
            }
        }
        if let reason = chunk.finishReason { finishReason = reason }
        if let cost = chunk.usage, !cost.isEmpty { usage = usage?.updated(with: cost) ?? cost }
        choices |= chunk.frame.choices
        endedChoices |= chunk.frame.endedChoices
        let byteCount = text.count + reasoning.count + refusal.count + annotations.count
        guard byteCount <= Self.byteCountMax else {
            failureDetail = "an answer of more than \(Self.byteCountMax) bytes"
            return .callFailed(.answerInvalid)
        }
        return .proceed
    }

    private static func id(of event: Span<UInt8>) throws(JSONError) -> [UInt8] {
        var reader = JSONReader(event, policy: .lenient)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "id"), let id = try reader.readText() {
                return JSONString.repaired(id, of: event)
            }
            _ = try reader.skipValue()
        }
        return []
    }

    /// Takes what the provider tells of its failure.
    public mutating func receivedFailure(
        _ report: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        let error = ProviderError(report)
        failureDetail = FailureDetail.text(report)
        errorMembers = error.members(ofStatus: 200)
        return .callFailed(error.cause)
    }

    // Endings

    /// Takes the end of the provider's answer body, or any other end of it where ``isWhole`` holds.
    public mutating func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        guard !hasEnded else { return .proceed }
        return isWhole ? answerEnded(into: &output) : .callFailed(.answerCut)
    }

    private mutating func answerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        do throws(ToolCallAssembler.Failure) {
            try assembler.end()
        } catch {
            failureDetail = "tool call fragments: \(error)"
            return .callFailed(.answerInvalid)
        }
        hasEnded = true
        write(into: &output)
        return .finished
    }

    /// Ends the answer; the client is told by whoever drives this.
    @discardableResult
    public mutating func fail(_ error: ChatError, into output: inout ByteBuffer) -> AnswerVerdict {
        hasEnded = true
        return .failed(error)
    }

    /// A whole answer has no place for one.
    public func keepAlive(into output: inout ByteBuffer) {}

    // The completion

    private mutating func write(into output: inout ByteBuffer) {
        let id = id
        output.append(#"{"id":""#)
        output.append(id.span)
        output.append(#"","object":"chat.completion","created":"#)
        output.appendDecimal(created)
        output.append(#","model":""#)
        if let model { JSONString.escape(model, into: &output) }
        output.append(#"","choices":[{"index":0,"message":{"role":"assistant","content":"#)
        if text.isEmpty {
            output.append("null")
        } else {
            output.append(ASCII.quote)
            output.append(text.bytes)
            output.append(ASCII.quote)
        }
        Self.append(#","refusal":""#, refusal.bytes, into: &output)
        Self.append(#","reasoning_content":""#, reasoning.bytes, into: &output)
        let elements = details.take()
        if !elements.isEmpty {
            output.append(#","reasoning_details":["#)
            output.append(elements.span)
            output.append("]")
        }
        if !annotations.isEmpty {
            output.append(#","annotations":["#)
            output.append(annotations.bytes)
            output.append("]")
        }
        writeCalls(into: &output)
        output.append(#"},"finish_reason":""#)
        output.append(finishReason?.openAIName ?? "stop")
        output.append(#""}]"#)
        if let usage { usage.writeOpenAIMember(into: &output) }
        output.append("}")
    }

    private static func append(
        _ name: StaticString,
        _ raw: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        guard !raw.isEmpty else { return }
        output.append(name)
        output.append(raw)
        output.append(ASCII.quote)
    }

    private func writeCalls(into output: inout ByteBuffer) {
        guard !assembler.calls.isEmpty else { return }
        output.append(#","tool_calls":["#)
        for (index, call) in assembler.calls.enumerated() {
            output.append(index == 0 ? #"{"id":""# : #",{"id":""#)
            JSONString.appendRepaired(call.id.span, into: &output)
            output.append(#"","type":"function""#)
            if !call.extraContent.isEmpty {
                output.append(#","extra_content":"#)
                output.append(call.extraContent.span)
            }
            output.append(#","function":{"name":""#)
            JSONString.appendRepaired(call.name.span, into: &output)
            output.append(#"","arguments":""#)
            JSONString.appendRepaired(call.arguments.span, into: &output)
            output.append(#""}}"#)
        }
        output.append("]")
    }
}

extension FinishReason {
    /// OpenAI's name of the reason.
    fileprivate var openAIName: StaticString {
        switch self {
        case .stop, .error, .other: "stop"
        case .length: "length"
        case .contentFilter: "content_filter"
        case .toolCalls: "tool_calls"
        }
    }
}

extension TokenUsage {
    /// Appends the member `usage` of a completion, behind another member.
    fileprivate func writeOpenAIMember(into output: inout ByteBuffer) {
        output.append(#","usage":{"prompt_tokens":"#)
        output.appendDecimal(promptTokens ?? 0)
        output.append(#","completion_tokens":"#)
        output.appendDecimal(completionTokens ?? 0)
        output.append(#","total_tokens":"#)
        output.appendDecimal(totalTokens ?? 0)
        if let cachedPromptTokens {
            output.append(#","prompt_tokens_details":{"cached_tokens":"#)
            output.appendDecimal(cachedPromptTokens)
            if let cacheWriteTokens {
                output.append(#","cache_write_tokens":"#)
                output.appendDecimal(cacheWriteTokens)
            }
            output.append("}")
        }
        if let reasoningTokens {
            output.append(#","completion_tokens_details":{"reasoning_tokens":"#)
            output.appendDecimal(reasoningTokens)
            output.append("}")
        }
        output.append("}")
    }
}
