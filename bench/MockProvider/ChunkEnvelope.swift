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
    private var obfuscationSeed: UInt64

    /// Encodes the constant parts.
    ///
    /// - Parameters:
    ///   - created: Seconds since 1970.
    ///   - hasUsage: Whether each chunk has a `usage`, null in all but the last.
    init(script: MockScript, model: String, created: Int, serial: Int, hasUsage: Bool) {
        wire = script.wire
        self.hasUsage = hasUsage
        id = "chatcmpl-mock-\(script.id)-\(serial)"
        obfuscationSeed = script.id
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 256))
        json.beginObject()
        Self.writeFields(to: &json, id: id, object: "chat.completion.chunk", created, model)
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
        usage.append(into: &output)
        end(into: &output)
    }

    /// Appends an event of arbitrary data.
    func appendEvent(_ data: StaticString, into output: inout ByteBuffer) {
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
}

/// The numbers of tokens of one answer.
struct MockTokenUsage: Sendable {
    let promptCount: Int
    let completionCount: Int
    let reasoningCount: Int

    /// Appends the JSON object of the OpenAI API.
    func append(into output: inout ByteBuffer) {
        output.append("{\"prompt_tokens\":")
        output.appendDecimal(promptCount)
        output.append(",\"completion_tokens\":")
        output.appendDecimal(completionCount)
        output.append(",\"total_tokens\":")
        output.appendDecimal(promptCount + completionCount)
        output.append(",\"prompt_tokens_details\":{\"cached_tokens\":0,\"audio_tokens\":0}")
        output.append(",\"completion_tokens_details\":{\"reasoning_tokens\":")
        output.appendDecimal(reasoningCount)
        output.append(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0")
        output.append(",\"rejected_prediction_tokens\":0}}")
    }
}
