// Where our UI streams differ from those of the AI SDK's own server, and why.

import JSON

@testable import Chat

/// A difference from a recorded stream that we intend, as a change of the recording.
struct GoldenDifference: Sendable {
    let name: String
    let reason: String
    /// Turns the recorded chunks into the ones that we send.
    let apply: @Sendable ([JSONValue]) -> [JSONValue]

    static let wholeOutput = GoldenDifference(
        name: "a tool's output has every argument of the tool",
        reason: "the original's tools return absent arguments as null",
        apply: { chunks in
            chunks.map { chunk in
                guard var output = chunk["output"]?.object else { return chunk }
                for name in ["description", "content", "media", "actions"] { output[name] = .null }
                return chunk.with("output", .object(output))
            }
        }
    )

    static let refusalIsText = GoldenDifference(
        name: "a refusal is shown as text",
        reason: "without it the answer would be empty",
        apply: { chunks in
            var chunks = chunks
            chunks.insert(
                contentsOf: [
                    ["type": "text-start", "id": "text 0"],
                    ["type": "text-delta", "id": "text 0", "delta": "I can't help."],
                    ["type": "text-end", "id": "text 0"],
                ],
                at: 2
            )
            return chunks
        }
    )

    static let refusedCall = GoldenDifference(
        name: "a refused call has our sentence, no input of its own, and never changes its kind",
        reason:
            "the sentence is one for all causes, a client acts on inputs and keeps the fragments, and clients of "
            + "line 5 look for a call by its kind",
        apply: { chunks in
            chunks.filter { $0["type"] != "tool-input-error" }.map { chunk in
                let chunk = chunk.without("dynamic")
                guard chunk["type"]?.string?.hasSuffix("-error") == true else { return chunk }
                return chunk.with("errorText", "The arguments of this call were not valid.")
            }
        }
    )

    static let leftToClient = GoldenDifference(
        name: "the tool is the client's",
        reason: "this server has no tool that gives nothing",
        apply: { chunks in
            let first = chunks.prefix { $0["type"] != "tool-output-available" }
            return first + [
                ["type": "finish-step"], ["type": "finish", "finishReason": "tool-calls"],
            ]
        }
    )

    static let approvalIsTheClients = GoldenDifference(
        name: "a tool that needs the user's approval is the client's",
        reason: "the client asks its user before it runs it; clients before 6.0.0 know no request",
        apply: { chunks in chunks.filter { $0["type"] != "tool-approval-request" } }
    )

    static let reasoningIsShown = GoldenDifference(
        name: "reasoning is shown",
        reason: "the SDK's package for OpenAI's own API does not know that others tell it",
        apply: { chunks in
            let reasoning: [JSONValue] = [
                ["type": "reasoning-start", "id": "reasoning 0"],
                ["type": "reasoning-delta", "id": "reasoning 0", "delta": "hm "],
                ["type": "reasoning-delta", "id": "reasoning 0", "delta": "so"],
                ["type": "reasoning-end", "id": "reasoning 0"],
            ]
            return chunks.prefix(2) + reasoning + chunks.dropFirst(2)
        }
    )

    static let noEmptyText = GoldenDifference(
        name: "there is no text part without text",
        reason: "front ends would show an empty part",
        apply: { chunks in chunks.filter { $0["id"] != "text 0" } }
    )

    static let sourcesAreShown = GoldenDifference(
        name: "sources are shown",
        reason: "the SDK's package for compatible providers does not know that OpenAI tells them",
        apply: { chunks in
            let source: JSONValue = [
                "type": "source-url", "sourceId": "source-0", "url": "https://example.com",
                "title": "Ex",
            ]
            let text = chunks.prefix { $0["type"] != "text-end" }
            return text + [source] + chunks.dropFirst(text.count)
        }
    )

    static let sourceNumber = GoldenDifference(
        name: "sources are numbered",
        reason: "the SDK's own server makes random ids",
        apply: { $0.map { $0["sourceId"] == nil ? $0 : $0.with("sourceId", "source-0") } }
    )

    private static let tellsMetadata = GoldenDifference(
        name: "finish tells the reason and the model as metadata",
        reason:
            "front ends show who answered and how it ended; the SDK leaves it to the application",
        apply: { chunks in
            chunks.map {
                guard $0["type"] == "finish" else { return $0 }
                let metadata: JSONValue = [
                    "finishReason": $0["finishReason"] ?? .null, "model": "gpt-4o-2024-08-06",
                ]
                return $0.with("messageMetadata", metadata)
            }
        }
    )

    private static let noSecondQuestion = GoldenDifference(
        name: "an error behind calls stands in a step of its own",
        reason: "clients before 5.0.72 that send by themselves would ask again at once, for ever",
        apply: { chunks in
            let step = chunks.lastIndex { $0["type"] == "start-step" } ?? chunks.count
            let hasCalls = chunks[step...].contains { $0["toolCallId"] != nil }
            guard hasCalls, let error = chunks.last, error["type"] == "error" else { return chunks }
            return chunks.dropLast() + [
                ["type": "finish-step"], ["type": "start-step"],
                ["type": "message-metadata", "messageMetadata": [:]], error,
            ]
        }
    )

    private static let noFinishReason = GoldenDifference(
        name: "finish has no finishReason",
        reason: "clients before 5.0.92 fail on it at the end of the answer",
        apply: { $0.map { $0.without("finishReason") } }
    )

    /// What differs for clients of a release, whatever the scenario.
    static func differences(of release: String) -> [GoldenDifference] {
        switch release {
        case "5.0.0", "5.0.7": [tellsMetadata, noFinishReason, noSecondQuestion]
        default: [tellsMetadata]
        }
    }

    static let plainEnd = GoldenDifference(
        name: "an answer with an end mark and no reason is complete",
        reason: "the original finishes it, and some providers tell none",
        apply: { chunks in
            chunks.filter { $0["type"] != "error" }.map {
                $0["finishReason"] == "error" ? $0.with("finishReason", "other") : $0
            }
        }
    )

    /// An answer that fails ends in `error`, with everything closed before it.
    static func error(_ error: ChatError) -> GoldenDifference {
        GoldenDifference(
            name: "an answer that fails ends in error, without finish",
            reason:
                "clients read nothing after error; what is open stays open in their history, and a message without "
                + "anything in it too",
            apply: { chunks in
                let end = chunks.firstIndex { $0["type"] == "error" } ?? chunks.count
                var kept = Array(chunks[..<end])
                if kept.last?["type"] == "text-delta", let id = kept.last?["id"] {
                    kept.append(["type": "text-end", "id": id])
                }
                let ending: JSONValue = [
                    "type": "error", "errorText": .string("\(error.sentence)"),
                ]
                return shown(kept) + [ending]
            }
        )
    }

    /// What has been written of an answer: message and step begin with what there is to show.
    private static func shown(_ chunks: [JSONValue]) -> [JSONValue] {
        chunks.allSatisfy { $0["type"] == "start" || $0["type"] == "start-step" } ? [] : chunks
    }

    static let filteredAnswer = errorInPlaceOfFinish(
        .contentFiltered,
        "an empty answer needs a reason"
    )

    /// What the SDK finishes, we fail.
    static func errorInPlaceOfFinish(_ error: ChatError, _ reason: String) -> GoldenDifference {
        GoldenDifference(
            name: "\(error) in place of finish",
            reason: reason,
            apply: {
                shown($0.dropLast(2)) + [
                    ["type": "error", "errorText": .string("\(error.sentence)")]
                ]
            }
        )
    }
}

extension JSONValue {
    /// The object without a member.
    func without(_ name: String) -> JSONValue {
        guard var object else { return self }
        object[name] = nil
        return .object(object)
    }

    /// The object with a member.
    func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }
}
