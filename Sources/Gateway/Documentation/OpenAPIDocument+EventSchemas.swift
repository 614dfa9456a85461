// The events of answers in the OpenAPI document.

extension OpenAPIDocument {
    /// The schemas of Mamba's own protocol.
    static let mambaEventSchemas = """
        "MambaStreamEvent": {
          "type": "object",
          "description": "One Server-Sent Event. The stream ends after a `finish` or an `error`. \
        Comments (`: ping`) keep the connection open while the model thinks.",
          "required": ["data"],
          "properties": {
            "data": {
              "type": "string",
              "contentMediaType": "application/json",
              "contentSchema": {"$ref": "#/components/schemas/MambaEvent"}
            }
          }
        },
        "MambaEvent": {"oneOf": [\(mambaEvents.joined(separator: ","))]}
        """

    private static let mambaEvents = [
        event("text-delta", "Text arrived.", ["textDelta": text]),
        event(
            "tool-call",
            "The model has called a tool.",
            ["toolCallId": text, "toolName": text, "args": anyArguments]
        ),
        event(
            "tool-result",
            "What the tool displays: its arguments.",
            ["toolCallId": text, "result": arguments]
        ),
        event("finish", "The answer is complete."),
        event("error", "The answer failed.", ["error": sentence]),
    ]

    /// The schemas of the AI SDK's protocol.
    static let uiChunkSchemas = """
        "UIStreamEvent": {
          "type": "object",
          "description": "One Server-Sent Event. The stream ends after a `finish` or an `error` \
        with `[DONE]`. Comments (`: ping`) keep the connection open while the model thinks.",
          "required": ["data"],
          "properties": {
            "data": {
              "anyOf": [
                {
                  "type": "string",
                  "contentMediaType": "application/json",
                  "contentSchema": {"$ref": "#/components/schemas/UIMessageChunk"}
                },
                {"const": "[DONE]"}
              ]
            }
          }
        },
        "UIMessageChunk": {"oneOf": [\(uiChunks.joined(separator: ","))]},
        "Usage": {
          "type": "object",
          "description": "Tokens of all model calls of the answer, each only if the provider told.",
          "properties": {
            "inputTokens": {"type": "integer", "minimum": 0},
            "outputTokens": {"type": "integer", "minimum": 0},
            "totalTokens": {"type": "integer", "minimum": 0},
            "cachedInputTokens": {
              "description": "Of the input, what the provider had kept, if it told.",
              "type": "integer",
              "minimum": 0
            },
            "reasoningTokens": {
              "description": "Of the output, what the model thought, if the provider told.",
              "type": "integer",
              "minimum": 0
            }
          },
          "additionalProperties": false
        }
        """

    private static let uiChunks = [
        event("start", "The answer begins, with its first step.", ["messageId": text]),
        event("start-step", "A model call begins to answer."),
        event("text-start", "A part of text begins.", ["id": text]),
        event("text-delta", "Text arrived.", ["id": text, "delta": text]),
        event("text-end", "A part of text is complete.", ["id": text]),
        event("reasoning-start", "A part of reasoning begins.", ["id": text]),
        event("reasoning-delta", "Reasoning arrived.", ["id": text, "delta": text]),
        event(
            "reasoning-end",
            "A part of reasoning is complete.",
            ["id": text],
            optional: ["providerMetadata": providerMetadata]
        ),
        event(
            "tool-input-start",
            "The model begins to call a tool.",
            ["toolCallId": text, "toolName": text]
        ),
        event(
            "tool-input-delta",
            "A fragment of a call's arguments arrived.",
            ["toolCallId": text, "inputTextDelta": text]
        ),
        event(
            "tool-input-available",
            "A call is complete and accepted: only now may a client act on it.",
            ["toolCallId": text, "toolName": text, "input": anyArguments],
            optional: ["providerMetadata": providerMetadata]
        ),
        event(
            "tool-output-available",
            "What the tool answers; a call of a tool of the client's has no answer here.",
            ["toolCallId": text, "output": reference("ToolOutput")],
            optional: ["dynamic": #"{"const": true}"#]
        ),
        event(
            "tool-output-error",
            "The call was refused, or was not completed; no input of it is available.",
            ["toolCallId": text, "errorText": text],
            optional: ["dynamic": #"{"const": true}"#]
        ),
        event(
            "tool-output-denied",
            "The user did not allow the call; only in answer to a denial in the last message.",
            ["toolCallId": text]
        ),
        event(
            "source-url",
            "A page that the model cites.",
            ["sourceId": text, "url": text],
            optional: ["title": text]
        ),
        event("finish-step", "A model call is complete."),
        event(
            "message-metadata",
            "Nothing new; a client before release 5.0.72 notes by it that a step has begun.",
            ["messageMetadata": #"{"type": "object", "maxProperties": 0}"#]
        ),
        finish,
        event(
            "abort",
            "The server gives up; for clients from release 6.0.15 on.",
            ["reason": text]
        ),
        event("error", "The answer failed.", ["errorText": sentence]),
    ]

    private static let finish = """
        {
          "title": "finish",
          "description": "The answer is complete.",
          "type": "object",
          "required": ["type", "messageMetadata"],
          "properties": {
            "type": {"const": "finish"},
            "finishReason": {
              "description": "Why the model stopped; for clients from release 5.0.92 on.",
              "enum": \(finishReasons)
            },
            "messageMetadata": {
              "description": "Why the model stopped; who answered and what it cost, if the provider told.",
              "type": "object",
              "required": ["finishReason"],
              "properties": {
                "finishReason": {"enum": \(finishReasons)},
                "model": \(text),
                "usage": \(reference("Usage"))
              },
              "additionalProperties": false
            }
          },
          "additionalProperties": false
        }
        """

    private static let finishReasons =
        #"["stop", "length", "content-filter", "tool-calls", "other"]"#
    private static let providerMetadata = """
        {
          "description": "For the provider: to be kept with the part and sent back with the history, unread.",
          "type": "object",
          "additionalProperties": {"type": "object"}
        }
        """
    private static let text = #"{"type": "string"}"#
    private static let sentence = #"{"type": "string", "description": "For the reader."}"#
    private static let arguments = reference("ToolArguments")
    private static let anyArguments = #"{"anyOf": [\#(arguments), {"type": "object"}]}"#

    private static func reference(_ schema: String) -> String {
        ##"{"$ref": "#/components/schemas/\##(schema)"}"##
    }

    /// The schema of an event that has all of its members, each a name and a schema, and no other.
    private static func event(
        _ type: String,
        _ description: String,
        _ members: KeyValuePairs<String, String> = [:],
        optional: KeyValuePairs<String, String> = [:]
    ) -> String {
        let names = ["type"] + members.map(\.key)
        let properties =
            [#""type": {"const": "\#(type)"}"#]
            + members.map { #""\#($0.key)": \#($0.value)"# }
            + optional.map { #""\#($0.key)": \#($0.value)"# }
        return """
            {
              "title": "\(type)",
              "description": "\(description)",
              "type": "object",
              "required": ["\(names.joined(separator: #"", ""#))"],
              "properties": {\(properties.joined(separator: ", "))},
              "additionalProperties": false
            }
            """
    }
}
