// What a provider of chat completions accepts, as strictly as OpenAI does.

internal import Bytes
public import JSON

/// Checks the `messages` of a request to a provider.
public enum ProviderContract {
    /// Everything that a provider would refuse, in words; nothing if it would answer.
    ///
    /// - Parameter argumentsAreObjects: False where a model is told what it has said itself: OpenAI takes any text
    ///   for the arguments of a call, and the model has to see what was wrong with its own.
    public static func complaints(
        about messages: JSONValue?,
        argumentsAreObjects: Bool = true
    ) -> [String] {
        guard let messages = messages?.array, !messages.isEmpty else { return ["no messages"] }
        var complaints: [String] = []
        var index = 0
        while index < messages.count {
            let message = messages[index]
            index += 1
            switch message["role"] {
            case "system": complaints += check(system: message)
            case "user": complaints += check(user: message)
            case "assistant":
                complaints += check(assistant: message, argumentsAreObjects)
                var open = message["tool_calls"]?.array?.compactMap { $0["id"]?.string } ?? []
                while index < messages.count, messages[index]["role"] == "tool" {
                    complaints += check(answer: messages[index], to: &open)
                    index += 1
                }
                if !open.isEmpty { complaints.append("calls without an answer: \(open)") }
            case "tool": complaints.append("an answer without a call: \(message)")
            default: complaints.append("an unknown role: \(message)")
            }
        }
        return complaints
    }

    private static func check(system message: JSONValue) -> [String] {
        keys(of: message) == ["role", "content"] && message["content"]?.string != nil
            ? [] : ["a wrong system message: \(message)"]
    }

    private static func check(user message: JSONValue) -> [String] {
        guard keys(of: message) == ["role", "content"] else { return ["wrong keys: \(message)"] }
        if message["content"]?.string != nil { return [] }
        guard let parts = message["content"]?.array, !parts.isEmpty else {
            return ["a user message without content: \(message)"]
        }
        return parts.filter { !isRight(part: $0) }.map { "a wrong content part: \($0)" }
    }

    private static func isRight(part: JSONValue) -> Bool {
        switch part["type"] {
        case "text": part["text"]?.string?.isEmpty == false
        case "image_url":
            ["https://", "http://", "data:image/"].contains {
                part["image_url"]?["url"]?.string?.hasPrefix($0) == true
            }
        case "input_audio":
            part["input_audio"]?["data"]?.string != nil
                && ["wav", "mp3"].contains(part["input_audio"]?["format"])
        case "file":
            part["file"]?["filename"]?.string?.isEmpty == false
                && part["file"]?["file_data"]?.string?.hasPrefix("data:application/pdf") == true
        default: false
        }
    }

    private static func check(
        assistant message: JSONValue,
        _ argumentsAreObjects: Bool
    ) -> [String] {
        let calls = message["tool_calls"]?.array
        var allowed = ["role", "content"]
        // Of providers of models that think; OpenAI itself knows no such member.
        if let reasoning = message["reasoning_content"] {
            if reasoning.string?.isEmpty ?? true { return ["wrong reasoning: \(message)"] }
            allowed.append("reasoning_content")
        }
        // Of a provider that told them.
        if let details = message["reasoning_details"] {
            if details.array?.isEmpty ?? true { return ["wrong details: \(message)"] }
            allowed.append("reasoning_details")
        }
        if calls != nil { allowed.append("tool_calls") }
        guard keys(of: message) == allowed else { return ["wrong keys: \(message)"] }
        let isEmpty = message["content"]?.string?.isEmpty ?? true
        if isEmpty, calls?.isEmpty ?? true { return ["an empty assistant message"] }
        if message["content"] == "" || (message["content"] == .null && calls == nil) {
            return ["an assistant message with the wrong kind of emptiness"]
        }
        var ids: Set<String> = []
        return (calls ?? []).compactMap { call in
            guard let id = call["id"]?.string, !id.isEmpty, ids.insert(id).inserted else {
                return "a call with a wrong id: \(call)"
            }
            let name = call["function"]?["name"]?.string ?? ""
            let isNamed =
                1...64 ~= name.utf8.count
                && name.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic
                            || "0123456789_-".unicodeScalars.contains($0))
                }
            let text = call["function"]?["arguments"]?.string ?? ""
            let arguments = try? JSONValue(parsing: text.utf8.span)
            guard call["type"] == "function", isNamed,
                arguments?.object != nil || !argumentsAreObjects
            else {
                return "a wrong call: \(call)"
            }
            return nil
        }
    }

    private static func check(answer message: JSONValue, to open: inout [String]) -> [String] {
        guard keys(of: message) == ["role", "tool_call_id", "content"],
            message["content"]?.string != nil,
            let place = open.firstIndex(of: message["tool_call_id"]?.string ?? "")
        else { return ["an answer to nothing: \(message)"] }
        open.remove(at: place)
        return []
    }

    private static func keys(of value: JSONValue) -> [String] {
        value.object?.members.map(\.name) ?? []
    }
}
