// Chat and title requests: refused with a readable answer, or turned into what a provider accepts.

import AnswerKit
import Bytes
import Chat
import JSON

/// What must hold for the bodies of requests.
enum RequestProperty {
    private static let models = ModelCatalog([], defaultModel: "gpt-4o")
    private static let rejectionByteCountMax = 64 * 1024

    static func complaint(about input: [UInt8]) -> String? {
        for contract in [RequestContract.completions, .ui] {
            do throws(RequestRejection) {
                let request = try ChatRequest(input.span, contract: contract, models: models)
                for tellsReasoning in [false, true] {
                    let completion = try CompletionRequest(
                        request,
                        body: ByteBuffer(copying: input.span),
                        form: ModelCallForm(
                            request.model.targets[0],
                            tellsReasoning: tellsReasoning
                        )
                    )
                    if let complaint = check(completion) { return "\(contract): \(complaint)" }
                }
            } catch {
                if let complaint = check(error) { return "\(contract): \(complaint)" }
            }
        }
        do throws(RequestRejection) {
            let request = try TitleRequest(input.span)
            return check(
                request.completionRequest(
                    body: input.span,
                    target: ModelTarget(model: "m"),
                    lengthMax: 50
                )
            )
        } catch {
            return check(error)
        }
    }

    private static func check(_ rejection: RequestRejection) -> String? {
        guard [400, 413, 422].contains(rejection.status) else {
            return "status \(rejection.status)"
        }
        var body = ByteBuffer()
        rejection.write(into: &body)
        guard body.count <= rejectionByteCountMax else { return "\(body.count) bytes of answer" }
        guard let json = try? JSONValue(parsing: body.bytes), json["detail"] != nil else {
            return "the answer is unreadable: \(String(body.bytes))"
        }
        return nil
    }

    private static func check(_ request: borrowing CompletionRequest) -> String? {
        for stream in [true, false] {
            var body = ByteBuffer()
            request.encodeBody(into: &body, request.firstForm, stream: stream)
            guard let json = try? JSONValue(parsing: body.bytes) else {
                return "what is sent is no JSON: \(String(body.bytes))"
            }
            let complaints = ProviderContract.complaints(about: json["messages"])
            if !complaints.isEmpty { return "\(complaints)" }
            if LoneSurrogates.exist(in: body.bytes) { return "half of a surrogate pair" }
        }
        return nil
    }
}

/// Escapes that are half of a surrogate pair, which a provider refuses.
enum LoneSurrogates {
    static func exist(in json: Span<UInt8>) -> Bool {
        var found = false
        do throws(JSONError) {
            var reader = JSONReader(json)
            try look(&reader, &found)
        } catch {
            return true
        }
        return found
    }

    private static func look(_ reader: inout JSONReader, _ found: inout Bool) throws(JSONError) {
        switch try reader.peek() {
        case .object:
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.needsRepair { found = true }
                try look(&reader, &found)
            }
        case .array:
            try reader.beginArray()
            while try reader.nextElement() { try look(&reader, &found) }
        case .string: if try reader.readString().needsRepair { found = true }
        case .number, .boolean, .null: _ = try reader.skipValue()
        }
    }
}
