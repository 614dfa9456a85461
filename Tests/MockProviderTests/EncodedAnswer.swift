// Answers of any dialect without socket and clock.

import Bytes
import JSON

@testable import MockProvider

/// Makes encoders and reads what they write.
enum EncodedAnswer {
    static func encoder(
        _ directive: String,
        in dialect: MockDialect,
        request json: String
    ) throws -> any MockAnswerEncoder {
        var script = MockScript()
        try script.apply(directive: directive)
        var request = try MockRequest(json.utf8.span, in: dialect)
        if dialect == .generateContent { request.model = "gemini" }
        return encoder(script, request)
    }

    static func encoder(_ script: MockScript, _ request: MockRequest) -> any MockAnswerEncoder {
        let plan = AnswerPlan(
            script: script,
            request: request,
            created: 1_700_000_000,
            serial: 1,
            hasWholeCalls: request.dialect.hasWholeCalls
        )
        return request.dialect.encoder(plan, request: request)
    }

    static func stream(_ encoder: any MockAnswerEncoder) -> String {
        var encoder = encoder
        var output = ByteBuffer()
        encoder.appendOpening(into: &output)
        for beat in 0..<encoder.plan.beatCount { encoder.appendBeat(beat, into: &output) }
        encoder.appendClosing(into: &output)
        return String(output.bytes)
    }

    static func whole(_ encoder: any MockAnswerEncoder) throws -> JSONValue {
        var output = ByteBuffer()
        encoder.appendWhole(into: &output)
        return try JSONValue(parsing: output.bytes)
    }

    static func error(_ encoder: any MockAnswerEncoder, _ error: MockError) -> String {
        var encoder = encoder
        var output = ByteBuffer()
        encoder.appendError(error, into: &output)
        return String(output.bytes)
    }

    /// The data of all events that are JSON.
    static func events(_ text: String) -> [JSONValue] {
        RawAnswer(Array("HTTP/1.1 200 OK\r\n\r\n\(text)".utf8)).chunksOfJSON
    }

    /// The names of all events.
    static func names(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            line.hasPrefix("event: ") ? String(line.dropFirst(7)) : nil
        }
    }
}
