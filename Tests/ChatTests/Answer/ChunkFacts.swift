// What a chunk says, spelt out so that tests can compare it.

import Bytes
import JSON

@testable import Chat

/// The facts of a chunk as bytes of their own, but for the model.
struct ChunkFacts: Equatable {
    var content: Text?
    var reasoning: Text?
    var refusal: Text?
    var calls: [String] = []
    var finishReason: FinishReason?
    var usage: [Int?]?
    var error: String?

    /// A string as it stands in the event.
    struct Text: Equatable, ExpressibleByStringLiteral {
        var bytes: [UInt8]
        var needsRepair = false

        init(stringLiteral text: String) { bytes = Array(text.utf8) }

        init?(_ slice: JSONSlice?, of event: Span<UInt8>) {
            guard let slice else { return nil }
            bytes = [UInt8](event.extracting(slice.range))
            needsRepair = slice.needsRepair
        }
    }

    init(
        content: Text? = nil,
        reasoning: Text? = nil,
        refusal: Text? = nil,
        calls: [String] = [],
        finishReason: FinishReason? = nil,
        usage: [Int?]? = nil,
        error: String? = nil
    ) {
        self.content = content
        self.reasoning = reasoning
        self.refusal = refusal
        self.calls = calls
        self.finishReason = finishReason
        self.usage = usage
        self.error = error
    }

    /// Decodes an event; nil if it is no JSON.
    init?(decoding event: [UInt8], with decoder: inout CompletionChunkDecoder) {
        guard let chunk = try? decoder.decode(event.span) else { return nil }
        self.init(chunk, of: event.span)
    }

    /// Decodes an event with a decoder that has seen nothing before.
    init?(freshlyDecoding event: [UInt8]) {
        var decoder = CompletionChunkDecoder()
        self.init(decoding: event, with: &decoder)
    }

    private init(_ chunk: borrowing CompletionChunk, of event: Span<UInt8>) {
        func text(_ slice: JSONSlice?) -> String {
            slice.map { String(event.extracting($0.range)) } ?? "-"
        }
        content = Text(chunk.content, of: event)
        reasoning = Text(chunk.reasoning, of: event)
        refusal = Text(chunk.refusal, of: event)
        finishReason = chunk.finishReason
        usage = chunk.usage.map { [$0.promptTokens, $0.completionTokens, $0.totalTokens] }
        error = chunk.error.map { String(event.extracting($0)) }
        for call in chunk.toolCalls {
            let index = call.index.map { "\($0)" } ?? "-"
            calls.append("\(index) \(text(call.id)) \(text(call.name)) \(text(call.arguments))")
        }
    }
}

extension CompletionChunkDecoder {
    /// What an event says, by whichever way is right for it.
    mutating func decode(_ event: Span<UInt8>) throws(JSONError) -> CompletionChunk {
        guard let text = text(of: event) else { return try read(event) }
        var chunk = CompletionChunk()
        chunk.content = text.isEmpty ? nil : text
        return chunk
    }
}
