// Responses of the Gemini API, and what becomes of them.

import JSON
import Providers
import Testing

@Suite struct GeminiEventTranslatorTests {
    private static func event(_ parts: String, _ reason: String = "", _ members: String = "")
        -> String
    {
        let end = reason.isEmpty ? "" : #","finishReason":"\#(reason)""#
        return
            #"{"candidates":[{"content":{"role":"model","parts":[\#(parts)]}\#(end),"index":0}],"#
            + #""modelVersion":"gemini-3","responseId":"r1"\#(members)}"#
    }

    private static let usage =
        #","usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":7,"#
        + #""cachedContentTokenCount":4,"toolUsePromptTokenCount":1,"totalTokenCount":23}"#

    @Test func `thoughts, text, end and cost`() throws {
        let chunks = try Chunks(
            .gemini,
            [
                Self.event(#"{"text":"Hm","thought":true}"#), Self.event(#"{"text":"Hel"}"#),
                Self.event(#"{"text":"lo"},{"text":"","thoughtSignature":"s"}"#),
                Self.event("", "STOP", Self.usage),
            ]
        )
        #expect(chunks.joined("reasoning_content") == "Hm")
        #expect(chunks.joined("content") == "Hello")
        #expect(
            chunks.values("reasoning_details") == [
                [["type": "google.signature", "thoughtSignature": "s"]]
            ]
        )
        #expect(chunks.finishReason == "stop")
        #expect(chunks.all[0]["id"] == "r1")
        #expect(chunks.all[0]["model"] == "gemini-3")
        #expect(
            chunks.usage == [
                "prompt_tokens": 11, "completion_tokens": 12, "total_tokens": 23,
                "prompt_tokens_details": ["cached_tokens": 4],
                "completion_tokens_details": ["reasoning_tokens": 7],
            ]
        )
        // The API has no end mark.
        #expect(!chunks.isDone)
    }

    @Test func `calls come whole, with ids of their own or made ones`() throws {
        let chunks = try Chunks(
            .gemini,
            [
                Self.event(
                    #"{"functionCall":{"name":"f","args":{"a":[1,"x"]}},"thoughtSignature":"s"},"#
                        + #"{"functionCall":{"id":"own","name":"g"}}"#,
                    "STOP"
                )
            ]
        )
        #expect(chunks.calls == [#"gemini-call-r1-0 f {"a":[1,"x"]}"#, "own g {}"])
        #expect(chunks.finishReason == "tool_calls")
        #expect(
            chunks.values("tool_calls")[0][0]?["extra_content"] == [
                "google": ["thought_signature": "s"]
            ]
        )
    }

    @Test(arguments: [
        ("MAX_TOKENS", "length"), ("SAFETY", "content_filter"), ("RECITATION", "content_filter"),
        ("IMAGE_SAFETY", "content_filter"), ("OTHER", "other"),
    ])
    func `why it stopped`(reason: String, expected: String) throws {
        let chunks = try Chunks(.gemini, [Self.event(#"{"text":"x"}"#, reason)])
        #expect(chunks.finishReason == expected)
    }

    @Test func `a model that has failed has not stopped`() throws {
        let chunks = try Chunks(.gemini, [Self.event(#"{"text":"x"}"#, "MALFORMED_FUNCTION_CALL")])
        #expect(chunks.finishReason == nil)
        #expect(chunks.error?["code"] == "MALFORMED_FUNCTION_CALL")
    }

    @Test func `a prompt that is blocked is withheld, and an error is one`() throws {
        let blocked = try Chunks(
            .gemini,
            [#"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":3}}"#]
        )
        #expect(blocked.finishReason == "content_filter")
        #expect(blocked.usage?["prompt_tokens"] == 3)
        let failed = try Chunks(
            .gemini,
            [#"{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}"#]
        )
        #expect(failed.error?["status"] == "UNAVAILABLE")
    }

    @Test func `sources are told once, though each response repeats them`() throws {
        func grounding(_ count: Int) -> String {
            let chunks = (0..<count).map { #"{"web":{"uri":"https://\#($0)","title":"T"}}"# }
            return
                #"{"candidates":[{"content":{"parts":[]},"groundingMetadata":{"groundingChunks":["#
                + chunks.joined(separator: ",") + "]}}]}"
        }
        let chunks = try Chunks(.gemini, [grounding(1), grounding(3), grounding(3)])
        let urls = chunks.values("annotations").compactMap {
            $0[0]?["url_citation"]?["url"]?.string
        }
        #expect(urls == ["https://0", "https://1", "https://2"])
    }
}
