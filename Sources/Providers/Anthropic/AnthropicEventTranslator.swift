// The events of Anthropic's Messages as chunks.

internal import Bytes
internal import JSON

/// Translates the stream of one message.
///
/// Anthropic API reference: streaming messages. Blocks of tools that the provider runs itself are left out; events and
/// deltas of unknown types are skipped, as the reference demands.
final class AnthropicEventTranslator: EventTranslator {
    /// A block of the message that is under way.
    private enum Block {
        case text
        /// Its thoughts so far and their signature, the contents of JSON strings.
        case thinking
        /// A call, by its number; whether arguments have come, and those that came with its beginning.
        case call(Int, hasArguments: Bool)
        case ignored
    }

    private var chunks: ChunkWriter
    private var usage = ChunkWriter.Usage()
    private var blocks: [Int: Block] = [:]
    private var callCount = 0
    /// The thoughts of the block under way, which its signature is told with.
    private var thoughts = ByteBuffer()
    private var hasThoughts = true
    private var signature = ByteBuffer()
    /// The arguments that came with the beginning of the call under way.
    private var firstArguments: [UInt8] = []

    /// The longest thoughts that are kept for the provider, in bytes: beyond it no client gives them back.
    private static let thoughtsByteCountMax = 256 * 1024

    init(unixSeconds: Int) {
        chunks = ChunkWriter(created: unixSeconds)
    }

    func translate(_ event: Span<UInt8>, into output: inout ByteBuffer) throws(JSONError) {
        let whole = try JSONPart(wholeOf: event)
        let members = try JSONMembers(whole, of: event)
        guard let type = members["type", event, .string] else { return }
        // In the order of how often they come.
        if type.equals("content_block_delta", event) {
            try delta(members, event, into: &output)
        } else if type.equals("content_block_start", event) {
            try blockBegins(members, event, into: &output)
        } else if type.equals("content_block_stop", event) {
            blockEnds(members, event, into: &output)
        } else if type.equals("message_start", event) {
            try begin(members, event, into: &output)
        } else if type.equals("message_delta", event) {
            try messageDelta(members, event, into: &output)
        } else if type.equals("message_stop", event) {
            chunks.done(into: &output)
        } else if type.equals("error", event) {
            if let error = members["error", event, .object] {
                chunks.error(event.extracting(error.range), into: &output)
            } else {
                chunks.error(event, into: &output)
            }
        }
    }

    private func begin(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let part = members["message", event, .object] else { return }
        let message = try JSONMembers(part, of: event)
        let id = message["id", event, .string]
        let model = message["model", event, .string]
        chunks.begin(
            id: event.extracting(id?.content ?? 0..<0),
            model: event.extracting(model?.content ?? 0..<0)
        )
        try count(message["usage", event, .object], event)
        chunks.role(into: &output)
    }

    // Blocks

    private func blockBegins(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let index = members["index", event]?.int(event),
            let part = members["content_block", event, .object]
        else { return }
        let block = try JSONMembers(part, of: event)
        guard let type = block["type", event, .string] else { return }
        blocks[index] = .ignored
        if type.equals("text", event) {
            blocks[index] = .text
            if let text = block["text", event, .string] { say(text, event, into: &output) }
        } else if type.equals("thinking", event) {
            blocks[index] = .thinking
            thoughts.removeAll()
            signature.removeAll()
            hasThoughts = true
            if let text = block["thinking", event, .string] { think(text, event, into: &output) }
            if let signed = block["signature", event, .string] {
                signature.append(contentOf: signed, of: event)
            }
        } else if type.equals("redacted_thinking", event) {
            chunks.reasoningDetail(event.extracting(part.range), into: &output)
        } else if type.equals("tool_use", event), let id = block["id", event, .string],
            let name = block["name", event, .string]
        {
            blocks[index] = .call(callCount, hasArguments: false)
            chunks.callBegins(
                callCount,
                id: event.extracting(id.content),
                name: event.extracting(name.content),
                into: &output
            )
            callCount += 1
            let input = block["input", event, .object]
            firstArguments = input.map { Array(event.extracting($0.range)) } ?? Array("{}".utf8)
        }
    }

    private func delta(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let index = members["index", event]?.int(event),
            let part = members["delta", event, .object]
        else { return }
        let delta = try JSONMembers(part, of: event)
        if let text = delta["text", event, .string] {
            if case .text = blocks[index] { say(text, event, into: &output) }
        } else if let fragment = delta["partial_json", event, .string] {
            guard case .call(let number, _) = blocks[index], !fragment.content.isEmpty else {
                return
            }
            blocks[index] = .call(number, hasArguments: true)
            chunks.arguments(event.extracting(fragment.content), of: number, into: &output)
        } else if let text = delta["thinking", event, .string] {
            if case .thinking = blocks[index] { think(text, event, into: &output) }
        } else if let signed = delta["signature", event, .string] {
            guard case .thinking = blocks[index] else { return }
            signature.removeAll()
            signature.append(contentOf: signed, of: event)
        } else if let part = delta["citation", event, .object] {
            let citation = try JSONMembers(part, of: event)
            guard let url = citation["url", event, .string] else { return }
            let title = citation["title", event, .string]
            chunks.citation(
                url: event.extracting(url.content),
                title: event.extracting(title?.content ?? 0..<0),
                into: &output
            )
        }
    }

    private func blockEnds(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        guard let index = members["index", event]?.int(event),
            let block = blocks.removeValue(forKey: index)
        else { return }
        switch block {
        case .text, .ignored: break
        case .thinking:
            guard hasThoughts, !signature.isEmpty else { return }
            var object = ByteBuffer(minimumCapacity: thoughts.count + signature.count + 64)
            object.append(#"{"type":"thinking","thinking":""#)
            object.append(thoughts.bytes)
            object.append(#"","signature":""#)
            object.append(signature.bytes)
            object.append(#""}"#)
            chunks.reasoningDetail(object.bytes, into: &output)
        case .call(let number, hasArguments: false):
            // A tool without arguments may come without any word of them.
            let arguments = firstArguments
            chunks.arguments(json: arguments.span, of: number, into: &output)
        case .call: break
        }
    }

    private func say(_ text: JSONPart, _ event: Span<UInt8>, into output: inout ByteBuffer) {
        guard !text.content.isEmpty else { return }
        chunks.text(event.extracting(text.content), into: &output)
    }

    private func think(_ text: JSONPart, _ event: Span<UInt8>, into output: inout ByteBuffer) {
        guard !text.content.isEmpty else { return }
        let raw = event.extracting(text.content)
        chunks.reasoning(raw, into: &output)
        guard hasThoughts else { return }
        if thoughts.count + raw.count > Self.thoughtsByteCountMax {
            // A part of them would be refused.
            hasThoughts = false
            thoughts = ByteBuffer()
        } else {
            thoughts.append(raw)
        }
    }

    // The end

    private func messageDelta(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        try count(members["usage", event, .object], event)
        guard let part = members["delta", event, .object],
            let reason = try JSONMembers(part, of: event)["stop_reason", event, .string]
        else { return }
        chunks.finish(Self.finishReason(event.extracting(reason.content)), into: &output)
        chunks.usage(usage, into: &output)
    }

    /// Anthropic API reference: stop reasons.
    private static func finishReason(_ name: Span<UInt8>) -> StaticString {
        if name.equals("tool_use") { return "tool_calls" }
        if name.equals("max_tokens") || name.equals("model_context_window_exceeded") {
            return "length"
        }
        return name.equals("refusal") ? "content_filter" : "stop"
    }

    /// Takes counts, which are those so far: later ones replace earlier ones.
    private func count(_ part: JSONPart?, _ event: Span<UInt8>) throws(JSONError) {
        guard let part else { return }
        let counts = try JSONMembers(part, of: event)
        func number(_ name: StaticString) -> Int? {
            counts[name, event]?.int(event).map { min(max(0, $0), 1 << 50) }
        }
        uncached = number("input_tokens") ?? uncached
        usage.cached = number("cache_read_input_tokens") ?? usage.cached
        usage.cacheWritten = number("cache_creation_input_tokens") ?? usage.cacheWritten
        usage.completion = number("output_tokens") ?? usage.completion
        if let details = counts["output_tokens_details", event, .object] {
            let thinking = try JSONMembers(details, of: event)["thinking_tokens", event]
            usage.reasoning = thinking?.int(event) ?? usage.reasoning
        }
        guard let uncached else { return }
        usage.prompt = uncached + (usage.cached ?? 0) + (usage.cacheWritten ?? 0)
    }

    /// The tokens of the prompt that no cache had or took.
    private var uncached: Int?
}
