// The responses of the Gemini API as chunks.

internal import Bytes
internal import JSON

/// Translates the stream of one answer.
///
/// Gemini API reference: GenerateContentResponse. There is no end mark: an answer is whole when its candidate has told
/// why it ended, and more may be told of its cost behind that.
final class GeminiEventTranslator: EventTranslator {
    /// What the ids begin with that are made for calls without one.
    static let madeIDPrefix: StaticString = "gemini-call-"

    private let unixSeconds: Int
    private var chunks: ChunkWriter
    private var hasBegun = false
    private var hasEnded = false
    private var callCount = 0
    /// The sources that have been told: each response tells those so far.
    private var sourceCount = 0
    /// What ids of calls are made of, so that no two answers of a conversation make the same.
    private var responseID: [UInt8] = []

    init(unixSeconds: Int) {
        self.unixSeconds = unixSeconds
        chunks = ChunkWriter(created: unixSeconds)
    }

    func translate(_ event: Span<UInt8>, into output: inout ByteBuffer) throws(JSONError) {
        let whole = try JSONPart(wholeOf: event)
        let members = try JSONMembers(whole, of: event)
        if let error = members["error", event] {
            return chunks.error(event.extracting(error.range), into: &output)
        }
        if !hasBegun { begin(members, event, into: &output) }
        var reason: JSONPart?
        if let first = try members["candidates", event]?.elements(of: event).first,
            first.kind == .object
        {
            let candidate = try JSONMembers(first, of: event)
            if let content = candidate["content", event, .object] {
                let parts = try JSONMembers(content, of: event)["parts", event]
                for part in try parts?.elements(of: event) ?? [] where part.kind == .object {
                    try translate(JSONMembers(part, of: event), event, into: &output)
                }
            }
            try translateSources(candidate, event, into: &output)
            reason = candidate["finishReason", event, .string]
        } else if let feedback = members["promptFeedback", event, .object],
            try JSONMembers(feedback, of: event)["blockReason", event] != nil
        {
            end("content_filter", into: &output)
        }
        if let reason { end(event.extracting(reason.content), into: &output) }
        guard hasEnded, let counts = members["usageMetadata", event, .object] else { return }
        chunks.usage(try Self.usage(JSONMembers(counts, of: event), event), into: &output)
    }

    private func begin(
        _ members: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) {
        hasBegun = true
        let id = members["responseId", event, .string]
        let model = members["modelVersion", event, .string]
        let responseID =
            id.map { Array(event.extracting($0.content)) } ?? Array("\(unixSeconds)".utf8)
        self.responseID = responseID
        chunks.begin(id: responseID.span, model: event.extracting(model?.content ?? 0..<0))
        chunks.role(into: &output)
    }

    private func translate(
        _ part: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        let signature = part["thoughtSignature", event, .string]
        if let call = part["functionCall", event, .object] {
            return try translate(
                call: JSONMembers(call, of: event),
                signature,
                event,
                into: &output
            )
        }
        if let text = part["text", event, .string], !text.content.isEmpty {
            let raw = event.extracting(text.content)
            if part["thought", event]?.isBool(true, event) == true {
                chunks.reasoning(raw, into: &output)
            } else {
                chunks.text(raw, into: &output)
            }
        }
        guard let signature else { return }
        var object = ByteBuffer()
        object.append(#"{"type":"google.signature","thoughtSignature":"#)
        object.append(signature, of: event)
        object.append("}")
        chunks.reasoningDetail(object.bytes, into: &output)
    }

    private func translate(
        call: JSONMembers,
        _ signature: JSONPart?,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let name = call["name", event, .string] else { return }
        var id = ByteBuffer()
        if let given = call["id", event, .string], !given.content.isEmpty {
            id.append(contentOf: given, of: event)
        } else {
            id.append(Self.madeIDPrefix)
            let responseID = responseID
            id.append(responseID.span)
            id.append(UInt8(ascii: "-"))
            id.appendDecimal(callCount)
        }
        chunks.callBegins(
            callCount,
            id: id.bytes,
            name: event.extracting(name.content),
            googleSignature: event.extracting(signature?.content ?? 0..<0),
            into: &output
        )
        if let arguments = call["args", event, .object] {
            chunks.arguments(
                json: event.extracting(arguments.range),
                of: callCount,
                into: &output
            )
        } else {
            chunks.arguments(json: "{}".utf8.span, of: callCount, into: &output)
        }
        callCount += 1
    }

    private func translateSources(
        _ candidate: JSONMembers,
        _ event: Span<UInt8>,
        into output: inout ByteBuffer
    ) throws(JSONError) {
        guard let metadata = candidate["groundingMetadata", event, .object],
            let list = try JSONMembers(metadata, of: event)["groundingChunks", event, .array]
        else { return }
        for element in try list.elements(of: event).dropFirst(sourceCount) {
            sourceCount += 1
            guard element.kind == .object,
                let web = try JSONMembers(element, of: event)["web", event, .object]
            else { continue }
            let page = try JSONMembers(web, of: event)
            guard let url = page["uri", event, .string] else { continue }
            let title = page["title", event, .string]
            chunks.citation(
                url: event.extracting(url.content),
                title: event.extracting(title?.content ?? 0..<0),
                into: &output
            )
        }
    }

    // The end

    private func end(_ name: Span<UInt8>, into output: inout ByteBuffer) {
        guard !hasEnded, !name.equals("FINISH_REASON_UNSPECIFIED") else { return }
        if let reason = finishReason(name) { return end(reason, into: &output) }
        // The model did not stop: what it said cannot be used.
        hasEnded = true
        var report = ByteBuffer()
        report.append(#"{"type":"provider_error","code":""#)
        report.append(name)
        report.append(#"","message":"The model ended with this reason."}"#)
        chunks.error(report.bytes, into: &output)
    }

    private func end(_ reason: StaticString, into output: inout ByteBuffer) {
        guard !hasEnded else { return }
        hasEnded = true
        chunks.finish(reason, into: &output)
    }

    /// Gemini API reference: FinishReason; nil for those that tell of a failure.
    private func finishReason(_ name: Span<UInt8>) -> StaticString? {
        if name.equals("STOP") { return callCount > 0 ? "tool_calls" : "stop" }
        if name.equals("MAX_TOKENS") { return "length" }
        let failures: [StaticString] = [
            "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS",
            "MISSING_THOUGHT_SIGNATURE", "MALFORMED_RESPONSE",
        ]
        for failure in failures where name.equals(failure) { return nil }
        let withheld: [StaticString] = [
            "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        ]
        for reason in withheld where name.equals(reason) { return "content_filter" }
        return name.hasPrefix("IMAGE_") ? "content_filter" : "other"
    }

    /// The counts so far; the answer's include its thoughts, as OpenAI's do.
    private static func usage(
        _ counts: JSONMembers,
        _ event: Span<UInt8>
    ) -> ChunkWriter.Usage {
        func number(_ name: StaticString) -> Int? {
            counts[name, event]?.int(event).map { min(max(0, $0), 1 << 50) }
        }
        var usage = ChunkWriter.Usage()
        usage.prompt = number("promptTokenCount").map {
            $0 + (number("toolUsePromptTokenCount") ?? 0)
        }
        usage.cached = number("cachedContentTokenCount")
        usage.reasoning = number("thoughtsTokenCount")
        let answer = number("candidatesTokenCount")
        if answer != nil || usage.reasoning != nil {
            usage.completion = (answer ?? 0) + (usage.reasoning ?? 0)
        }
        return usage
    }
}
