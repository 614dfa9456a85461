// Chunks of OpenAI's chat completions, as lines.

internal import Bytes
internal import JSON

/// Writes the chunks of one answer.
///
/// All of them begin and end alike, so that who reads them remembers the one form.
struct ChunkWriter: ~Copyable {
    /// Numbers of tokens as OpenAI counts them; nil is untold.
    ///
    /// The prompt includes what was cached, the answer what was reasoned.
    struct Usage {
        var prompt: Int?
        var cached: Int?
        var cacheWritten: Int?
        var completion: Int?
        var reasoning: Int?
    }

    private let created: Int
    /// Everything before the delta.
    private var start = ByteBuffer()
    /// The beginning of every chunk, up to `choices`.
    private var head = ByteBuffer()

    init(created: Int) {
        self.created = created
        begin(id: Span(), model: Span())
    }

    /// Names the answer.
    ///
    /// - Parameters:
    ///   - id: The content of a JSON string; empty if there is none.
    ///   - model: The content of a JSON string; empty if it is not told.
    mutating func begin(id: Span<UInt8>, model: Span<UInt8>) {
        head.removeAll()
        head.append(#"{"id":""#)
        if id.isEmpty { head.append("chatcmpl") } else { head.append(id) }
        head.append(#"","object":"chat.completion.chunk","created":"#)
        head.appendDecimal(created)
        if !model.isEmpty {
            head.append(#","model":""#)
            head.append(model)
            head.append(ASCII.quote)
        }
        head.append(#","choices":["#)
        var start = ByteBuffer(copying: head.bytes)
        start.append(#"{"index":0,"delta":{"#)
        self.start = start
    }

    private static let end: StaticString = "},\"finish_reason\":null}]}\n"

    /// The chunk that begins an answer.
    func role(into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""role":"assistant","content":"""#)
        output.append(Self.end)
    }

    /// A fragment of text.
    ///
    /// - Parameter raw: The content of a JSON string, as it stands in one.
    func text(_ raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""content":""#)
        output.append(raw)
        output.append(ASCII.quote)
        output.append(Self.end)
    }

    /// A fragment of reasoning.
    func reasoning(_ raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""reasoning_content":""#)
        output.append(raw)
        output.append(ASCII.quote)
        output.append(Self.end)
    }

    /// A fragment of a refusal.
    func refusal(_ raw: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""refusal":""#)
        output.append(raw)
        output.append(ASCII.quote)
        output.append(Self.end)
    }

    /// What the provider wants back of the reasoning, as it told it.
    ///
    /// - Parameter object: A JSON object.
    func reasoningDetail(_ object: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""reasoning_details":["#)
        output.append(object)
        output.append("]")
        output.append(Self.end)
    }

    /// The beginning of a call.
    ///
    /// - Parameters:
    ///   - id: The content of a JSON string.
    ///   - name: The content of a JSON string.
    ///   - signature: What the provider wants back with it: the content of a JSON string; empty if nothing.
    func callBegins(
        _ index: Int,
        id: Span<UInt8>,
        name: Span<UInt8>,
        googleSignature signature: Span<UInt8> = Span(),
        into output: inout ByteBuffer
    ) {
        output.append(start.bytes)
        output.append(#""tool_calls":[{"index":"#)
        output.appendDecimal(index)
        output.append(#","id":""#)
        output.append(id)
        output.append(#"","type":"function""#)
        if !signature.isEmpty {
            output.append(#","extra_content":{"google":{"thought_signature":""#)
            output.append(signature)
            output.append(#""}}"#)
        }
        output.append(#","function":{"name":""#)
        output.append(name)
        output.append(#"","arguments":""}}]"#)
        output.append(Self.end)
    }

    /// A fragment of a call's arguments.
    ///
    /// - Parameter raw: The content of a JSON string, as it stands in one.
    func arguments(_ raw: Span<UInt8>, of index: Int, into output: inout ByteBuffer) {
        argumentsBegin(index, into: &output)
        output.append(raw)
        argumentsEnd(into: &output)
    }

    /// All arguments of a call.
    ///
    /// - Parameter json: The JSON text that they are.
    func arguments(json: Span<UInt8>, of index: Int, into output: inout ByteBuffer) {
        argumentsBegin(index, into: &output)
        JSONString.escape(json, into: &output)
        argumentsEnd(into: &output)
    }

    private func argumentsBegin(_ index: Int, into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""tool_calls":[{"index":"#)
        output.appendDecimal(index)
        output.append(#","function":{"arguments":""#)
    }

    private func argumentsEnd(into output: inout ByteBuffer) {
        output.append(#""}}]"#)
        output.append(Self.end)
    }

    /// A page that the answer cites.
    ///
    /// - Parameters:
    ///   - url: The content of a JSON string.
    ///   - title: Likewise; empty if there is none.
    func citation(url: Span<UInt8>, title: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(start.bytes)
        output.append(#""annotations":[{"type":"url_citation","url_citation":{"url":""#)
        output.append(url)
        output.append(#"","title":""#)
        output.append(title)
        output.append(#""}}]"#)
        output.append(Self.end)
    }

    /// The chunk that ends the choice.
    ///
    /// - Parameter reason: OpenAI's name of the reason.
    func finish(_ reason: StaticString, into output: inout ByteBuffer) {
        output.append(head.bytes)
        output.append(#"{"index":0,"delta":{},"finish_reason":""#)
        output.append(reason)
        output.append("\"}]}\n")
    }

    /// The chunk that tells the cost; nothing if nothing of it is known.
    func usage(_ usage: Usage, into output: inout ByteBuffer) {
        guard usage.prompt != nil || usage.completion != nil else { return }
        let prompt = usage.prompt ?? 0
        let completion = usage.completion ?? 0
        output.append(head.bytes)
        output.append(#"],"usage":{"prompt_tokens":"#)
        output.appendDecimal(prompt)
        output.append(#","completion_tokens":"#)
        output.appendDecimal(completion)
        output.append(#","total_tokens":"#)
        let (total, overflow) = prompt.addingReportingOverflow(completion)
        output.appendDecimal(overflow ? .max : total)
        if usage.cached != nil || usage.cacheWritten != nil {
            output.append(#","prompt_tokens_details":{"cached_tokens":"#)
            output.appendDecimal(usage.cached ?? 0)
            if let written = usage.cacheWritten {
                output.append(#","cache_write_tokens":"#)
                output.appendDecimal(written)
            }
            output.append("}")
        }
        if let reasoning = usage.reasoning {
            output.append(#","completion_tokens_details":{"reasoning_tokens":"#)
            output.appendDecimal(reasoning)
            output.append("}")
        }
        output.append("}}\n")
    }

    /// The end mark.
    func done(into output: inout ByteBuffer) { output.append("[DONE]\n") }

    /// An error that the provider told within its stream.
    ///
    /// - Parameter value: What it told, as JSON.
    func error(_ value: Span<UInt8>, into output: inout ByteBuffer) {
        output.append(#"{"error":"#)
        output.append(value)
        output.append("}\n")
    }
}
