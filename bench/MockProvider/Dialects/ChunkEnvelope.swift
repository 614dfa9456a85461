// What surrounds the delta in each chunk of one stream, encoded once.

internal import Bytes
internal import JSON

/// The constant bytes of a stream's chunks, in the form and order in which OpenAI sends them.
struct ChunkEnvelope: Sendable {
    /// The id of the answer.
    let id: String
    /// From the start of the event to the colon behind `choices`.
    private let head: [UInt8]
    private let wire: MockScript.Wire
    private let hasUsage: Bool
    private let isAzure: Bool
    private var obfuscationSeed: UInt64

    /// Encodes the constant parts.
    ///
    /// - Parameter hasUsage: Whether each chunk has a `usage`, null in all but the last.
    init(_ plan: AnswerPlan, dialect: MockDialect, hasUsage: Bool) {
        isAzure = dialect == .azure
        wire = plan.script.wire
        self.hasUsage = hasUsage
        id = "chatcmpl-mock-\(plan.script.id)-\(plan.serial)"
        obfuscationSeed = plan.script.id
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 256))
        json.beginObject()
        Self.writeFields(
            to: &json,
            id: id,
            object: "chat.completion.chunk",
            plan.created,
            plan.model
        )
        json.endObject()
        var fields = json.finish()
        fields.truncate(to: fields.count - 1)
        var head = ByteBuffer(minimumCapacity: 256)
        head.append("data: ")
        head.append(fields.bytes)
        head.append(ASCII.comma)
        if wire.isMultiline {
            Self.endLine(wire, into: &head)
            head.append("data: ")
        }
        head.append("\"choices\":")
        self.head = Array(head.bytes)
    }

    /// Writes the members that chunks and whole answers begin with.
    static func writeFields(
        to json: inout JSONWriter,
        id: String,
        object: String,
        _ created: Int,
        _ model: String
    ) {
        json.key("id")
        json.string(id)
        json.key("object")
        json.string(object)
        json.key("created")
        json.int(created)
        json.key("model")
        json.string(model)
        json.key("service_tier")
        json.string("default")
        json.key("system_fingerprint")
        json.string("fp_mamba_mock")
    }

    /// Appends what stands before the delta of a chunk.
    func beginChunk(into output: inout ByteBuffer) {
        begin(into: &output)
        output.append("[{\"index\":0,\"delta\":")
    }

    /// Appends what stands behind the delta of a chunk.
    mutating func endChunk(finishReason: String? = nil, into output: inout ByteBuffer) {
        if isAzure {
            output.append(",\"content_filter_results\":")
            AzureFilter.append(blocks: finishReason == "content_filter", into: &output)
        }
        output.append(",\"logprobs\":null,\"finish_reason\":")
        if let finishReason {
            output.append(ASCII.quote)
            JSONString.escape(finishReason, into: &output)
            output.append("\"}]")
        } else {
            output.append("null}]")
        }
        if hasUsage { output.append(",\"usage\":null") }
        end(into: &output)
    }

    /// Appends the chunk with the numbers of tokens, which has no choices.
    mutating func appendUsage(_ usage: MockTokenUsage, into output: inout ByteBuffer) {
        begin(into: &output)
        output.append("[],\"usage\":")
        Self.appendUsage(usage, into: &output)
        end(into: &output)
    }

    /// Appends an event of arbitrary data.
    func appendEvent(_ data: StaticString, into output: inout ByteBuffer) {
        appendComment(into: &output)
        output.append("data: ")
        output.append(data)
        Self.endEvent(wire, into: &output)
    }

    /// Appends an event of arbitrary data.
    func appendEvent(_ data: Span<UInt8>, into output: inout ByteBuffer) {
        appendComment(into: &output)
        output.append("data: ")
        output.append(data)
        Self.endEvent(wire, into: &output)
    }

    private func begin(into output: inout ByteBuffer) {
        appendComment(into: &output)
        output.append(head.span)
    }

    private func appendComment(into output: inout ByteBuffer) {
        guard wire.hasComments else { return }
        output.append(": MOCK PROCESSING")
        Self.endEvent(wire, into: &output)
    }

    private mutating func end(into output: inout ByteBuffer) {
        if wire.hasObfuscation {
            obfuscationSeed = MockText.mixed(obfuscationSeed, 1)
            output.append(",\"obfuscation\":\"")
            output.appendHex(obfuscationSeed, width: 1 + Int(obfuscationSeed >> 60))
            output.append(ASCII.quote)
        }
        output.append(UInt8(ascii: "}"))
        Self.endEvent(wire, into: &output)
    }

    private static func endEvent(_ wire: MockScript.Wire, into output: inout ByteBuffer) {
        endLine(wire, into: &output)
        endLine(wire, into: &output)
    }

    private static func endLine(_ wire: MockScript.Wire, into output: inout ByteBuffer) {
        if wire.usesCRLF { output.append(ASCII.carriageReturn) }
        output.append(ASCII.lineFeed)
    }

    /// Appends the object with the numbers of tokens.
    static func appendUsage(_ usage: MockTokenUsage, into output: inout ByteBuffer) {
        output.append("{\"prompt_tokens\":")
        output.appendDecimal(usage.promptCount)
        output.append(",\"completion_tokens\":")
        output.appendDecimal(usage.completionCount)
        output.append(",\"total_tokens\":")
        output.appendDecimal(usage.promptCount + usage.completionCount)
        output.append(",\"prompt_tokens_details\":{\"cached_tokens\":")
        output.appendDecimal(usage.cacheReadCount)
        if usage.cacheWriteCount > 0 {
            output.append(",\"cache_write_tokens\":")
            output.appendDecimal(usage.cacheWriteCount)
        }
        output.append(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":")
        output.appendDecimal(usage.reasoningCount)
        output.append(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0")
        output.append(",\"rejected_prediction_tokens\":0}}")
    }
}
