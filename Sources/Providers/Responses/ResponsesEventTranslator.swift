// The events of OpenAI's Responses as chunks.

internal import Bytes
internal import JSON

/// Translates the stream of one response.
///
/// OpenAI API reference: streaming events of responses. Items may interleave; what belongs together is known by
/// `output_index`, because ids may differ between the events of one item. Items of tools that the provider runs itself
/// are left out.
final class ResponsesEventTranslator: EventTranslator {
    private struct Call {
        let number: Int
        var hasArguments = false
    }

    private var chunks: ChunkWriter
    private var calls: [Int: Call] = [:]
    /// The items of which a part of the summary has been told.
    private var summarised: Set<Int> = []
    private var isRefusal = false

    init(unixSeconds: Int) {
        chunks = ChunkWriter(created: unixSeconds)
    }

    func translate(_ event: Span<UInt8>, into output: inout ByteBuffer) throws(JSONError) {
        let whole = try JSONPart(wholeOf: event)
        let members = try JSONMembers(whole, of: event)
        guard let type = members["type", event, .string] else { return }
        let name = event.extracting(type.content)
        guard name.hasPrefix("response.") else {
            if name.equals("error") { chunks.error(event, into: &output) }
            return
        }
        if let delta = members["delta", event, .string] {
            return translate(delta: delta, name, members, event, into: &output)
        }
        if name.equals("response.created") {
            try begin(members, event, into: &output)
        } else if name.equals("response.output_item.added") {
            try itemBegins(members, event, into: &output)
        } else if name.equals("response.output_item.done") {
            try itemEnds(members, event, into: &output)
        } else if name.equals("response.reasoning_summary_part.added") {
            guard let index = members["output_index", event]?.int(event) else { return }
            // Parts of a summary are paragraphs.
            if !summarised.insert(index).inserted {
                chunks.reasoning(#"\n\n"#.utf8.span, into: &output)
            }
        } else if name.equals("response.output_text.annotation.added") {
            try annotation(members, event, into: &output)
        } else if name.equals("response.completed") || name.equals("response.incomplete") {
            try end(members, event, into: &output)
        } else if name.equals("response.failed") {
            try failed(members, event, into: &output)
        }
    }

    private func begin(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let part = members["response", event, .object] else { return }
        let response = try JSONMembers(part, of: event)
        let id = response["id", event, .string]
        let model = response["model", event, .string]
        chunks.begin(
            id: event.extracting(id?.content ?? 0..<0),
            model: event.extracting(model?.content ?? 0..<0)
        )
        chunks.role(into: &output)
    }

    private func translate(
        delta: JSONPart,
        _ name: Span<UInt8>,
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        let raw = event.extracting(delta.content)
        guard !raw.isEmpty else { return }
        if name.equals("response.output_text.delta") {
            chunks.text(raw, into: &output)
        } else if name.equals("response.function_call_arguments.delta") {
            guard let index = members["output_index", event]?.int(event),
                let call = calls[index]
            else { return }
            calls[index]?.hasArguments = true
            chunks.arguments(raw, of: call.number, into: &output)
        } else if name.equals("response.reasoning_summary_text.delta")
            || name.equals("response.reasoning_text.delta")
        {
            chunks.reasoning(raw, into: &output)
        } else if name.equals("response.refusal.delta") {
            isRefusal = true
            chunks.refusal(raw, into: &output)
        }
    }

    // Items

    private func itemBegins(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let index = members["output_index", event]?.int(event),
            let part = members["item", event, .object]
        else { return }
        try callBegins(index, JSONMembers(part, of: event), event, into: &output)
    }

    private func callBegins(
        _ index: Int,
        _ item: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard calls[index] == nil, item["type", event]?.equals("function_call", event) == true,
            let id = item["call_id", event, .string], let name = item["name", event, .string]
        else { return }
        let call = Call(number: calls.count)
        calls[index] = call
        chunks.callBegins(
            call.number,
            id: event.extracting(id.content),
            name: event.extracting(name.content),
            into: &output
        )
    }

    private func itemEnds(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let index = members["output_index", event]?.int(event),
            let part = members["item", event, .object]
        else { return }
        let item = try JSONMembers(part, of: event)
        if item["type", event]?.equals("reasoning", event) == true {
            if item["encrypted_content", event, .string] != nil {
                chunks.reasoningDetail(event.extracting(part.range), into: &output)
            }
            return
        }
        try callBegins(index, item, event, into: &output)
        guard let call = calls[index], !call.hasArguments else { return }
        calls[index]?.hasArguments = true
        if let arguments = item["arguments", event, .string], !arguments.content.isEmpty {
            let raw = event.extracting(arguments.content)
            chunks.arguments(raw, of: call.number, into: &output)
        } else {
            chunks.arguments(json: "{}".utf8.span, of: call.number, into: &output)
        }
    }

    private func annotation(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let part = members["annotation", event, .object] else { return }
        let annotation = try JSONMembers(part, of: event)
        guard let url = annotation["url", event, .string] else { return }
        let title = annotation["title", event, .string]
        chunks.citation(
            url: event.extracting(url.content),
            title: event.extracting(title?.content ?? 0..<0),
            into: &output
        )
    }

    // The end

    private func end(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let part = members["response", event, .object] else { return }
        let response = try JSONMembers(part, of: event)
        var reason: StaticString =
            calls.isEmpty ? (isRefusal ? "content_filter" : "stop") : "tool_calls"
        if let details = response["incomplete_details", event, .object] {
            let cause = try JSONMembers(details, of: event)["reason", event]
            reason = cause?.equals("content_filter", event) == true ? "content_filter" : "length"
        }
        chunks.finish(reason, into: &output)
        if let counts = response["usage", event, .object] {
            chunks.usage(try Self.usage(JSONMembers(counts, of: event), event), into: &output)
        }
        chunks.done(into: &output)
    }

    private func failed(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        if let part = members["response", event, .object],
            let error = try JSONMembers(part, of: event)["error", event, .object]
        {
            chunks.error(event.extracting(error.range), into: &output)
        } else {
            chunks.error(event, into: &output)
        }
    }

    private static func usage(
        _ counts: JSONMembers,
        _ event: Span<UInt8>
    ) throws(JSONError) -> ChunkWriter.Usage {
        func number(_ name: StaticString, _ members: JSONMembers) -> Int? {
            members[name, event]?.int(event).map { min(max(0, $0), 1 << 50) }
        }
        var usage = ChunkWriter.Usage()
        usage.prompt = number("input_tokens", counts)
        usage.completion = number("output_tokens", counts)
        if let part = counts["input_tokens_details", event, .object] {
            let details = try JSONMembers(part, of: event)
            usage.cached = number("cached_tokens", details)
            usage.cacheWritten = number("cache_write_tokens", details)
        }
        if let part = counts["output_tokens_details", event, .object] {
            usage.reasoning = number("reasoning_tokens", try JSONMembers(part, of: event))
        }
        return usage
    }
}
