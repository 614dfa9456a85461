// The chat endpoints in the OpenAPI document.

internal import JSON

extension OpenAPIDocument {
    /// `POST /chat` and `POST /chat/completions`.
    static let chatPaths = """
        "/chat": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "post": {
            "operationId": "chat",
            "tags": ["Chat"],
            "summary": "Answer an AI SDK client",
            "description": "Takes what `useChat` of the AI SDK sends and answers with its UI \
        message stream, releases 5 to 7.\\n\\nFrom the first byte on the status is 200; whatever \
        goes wrong later is an `error` event. What is refused before is told in a plain sentence, \
        which front ends show as it is, but for `protocol=mamba`.\\n\\nThe body is read as JSON if \
        its type is \
        `application/json`, `application/*+json`, or absent and the request has no `Origin`; any \
        other type is answered 422.",
            "parameters": [
              {"$ref": "#/components/parameters/Protocol"},
              {"$ref": "#/components/parameters/SDK"}
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {"$ref": "#/components/schemas/UIChatRequest"},
                  "examples": {
                    "question": {
                      "summary": "A question",
                      "value": {
                        "id": "chat-1",
                        "trigger": "submit-message",
                        "messages": [
                          {
                            "id": "msg-1",
                            "role": "user",
                            "parts": [{"type": "text", "text": "Hello!"}]
                          }
                        ]
                      }
                    },
                    "tools": {
                      "summary": "With tools and a model by name",
                      "value": {
                        "model": "openai/gpt-4o",
                        "tools": ["generateChart"],
                        "messages": [
                          {
                            "id": "msg-1",
                            "role": "user",
                            "parts": [{"type": "text", "text": "Draw the sales of this year."}]
                          }
                        ]
                      }
                    }
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The answer: a UI message stream, unless `protocol` says otherwise.",
                "headers": {
                  "X-Request-ID": {"$ref": "#/components/headers/RequestID"},
                  "Cache-Control": {"$ref": "#/components/headers/NoCache"},
                  "X-Accel-Buffering": {"$ref": "#/components/headers/NoBuffering"},
                  "X-Vercel-AI-UI-Message-Stream": {"$ref": "#/components/headers/UIStream"},
                  "X-Vercel-AI-Data-Stream": {"$ref": "#/components/headers/DataStream"}
                },
                "content": {
                  "text/event-stream": {
                    "schema": {
                      "anyOf": [
                        {"$ref": "#/components/schemas/UIStreamEvent"},
                        {"$ref": "#/components/schemas/MambaStreamEvent"}
                      ]
                    },
                    "examples": \(uiExamples)
                  },
                  "text/plain": {\(plainContent)}
                }
              },
              \(sentenceRefusals)
            }
          }
        },
        "/chat/completions": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "post": {
            "operationId": "chatCompletions",
            "tags": ["Chat"],
            "summary": "Answer with Mamba's own events",
            "description": "Takes a conversation in the strict form and answers with the events \
        `text-delta`, `tool-call`, `tool-result`, `finish` and `error`. A body with the AI SDK's \
        `trigger` is taken and answered as by `POST /chat`.\\n\\nFrom the first byte on the \
        status is 200; whatever goes wrong later is an `error` event.\\n\\nThe body is read as \
        JSON by the same rule as at `POST /chat`.",
            "parameters": [
              {"$ref": "#/components/parameters/Protocol"},
              {"$ref": "#/components/parameters/SDK"}
            ],
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {
                    "anyOf": [
                      {"$ref": "#/components/schemas/MambaChatRequest"},
                      {"$ref": "#/components/schemas/TriggeredUIChatRequest"}
                    ]
                  },
                  "examples": {
                    "question": {
                      "summary": "A question",
                      "value": {
                        "model": "openai/gpt-4o",
                        "messages": [
                          {
                            "id": "1",
                            "role": "user",
                            "parts": [{"type": "text", "text": "Hello!"}]
                          }
                        ]
                      }
                    }
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The answer: Mamba's events, unless `protocol` or a `trigger` says \
        otherwise.",
                "headers": {
                  "X-Request-ID": {"$ref": "#/components/headers/RequestID"},
                  "Cache-Control": {"$ref": "#/components/headers/NoCache"},
                  "X-Accel-Buffering": {"$ref": "#/components/headers/NoBuffering"},
                  "X-Vercel-AI-UI-Message-Stream": {"$ref": "#/components/headers/UIStream"},
                  "X-Vercel-AI-Data-Stream": {"$ref": "#/components/headers/DataStream"}
                },
                "content": {
                  "text/event-stream": {
                    "schema": {
                      "anyOf": [
                        {"$ref": "#/components/schemas/MambaStreamEvent"},
                        {"$ref": "#/components/schemas/UIStreamEvent"}
                      ]
                    },
                    "examples": \(mambaExamples)
                  },
                  "text/plain": {\(plainContent)}
                }
              },
              \(chatRefusals)
            }
          }
        }
        """

    private static let plainContent = """
        "schema": {"type": "string"},
        "examples": {
          "data": {"value": "f:{\\"messageId\\":\\"msg-3cc269a7\\"}\\n0:\\"Hello!\\"\\n"},
          "text": {"value": "Hello!"}
        }
        """

    /// `GET /chat/{id}/stream` and its like.
    static let resumptionPaths = ["/chat", "/chat/completions"].map { path in
        """
        "\(path)/{id}/stream": {
          "parameters": [
            {"$ref": "#/components/parameters/RequestID"},
            {
              "name": "id",
              "in": "path",
              "required": true,
              "description": "The id of the conversation.",
              "schema": {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
            }
          ],
          "get": {
            "operationId": "resume\(path == "/chat" ? "Chat" : "ChatCompletions")",
            "tags": ["Chat"],
            "summary": "Resume an answer",
            "description": "Clients of the AI SDK ask here for an answer that goes on without them. \
        There is none: an answer whose client leaves is cancelled at once.",
            "responses": {
              "204": {
                "description": "There is nothing to resume.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}}
              },
              "401": {"$ref": "#/components/responses/Unauthorized"},
              "414": {"$ref": "#/components/responses/URITooLong"},
              "431": {"$ref": "#/components/responses/HeadTooLarge"}
            }
          }
        }
        """
    }.joined(separator: ",\n")

    /// What every endpoint refuses that asks the model.
    static let chatRefusals = """
        "400": {"$ref": "#/components/responses/BadRequest"},
        "401": {"$ref": "#/components/responses/Unauthorized"},
        "408": {"$ref": "#/components/responses/RequestTimeout"},
        "413": {"$ref": "#/components/responses/ContentTooLarge"},
        "414": {"$ref": "#/components/responses/URITooLong"},
        "422": {"$ref": "#/components/responses/Invalid"},
        "429": {"$ref": "#/components/responses/TooManyRequests"},
        "431": {"$ref": "#/components/responses/HeadTooLarge"},
        "503": {"$ref": "#/components/responses/Overloaded"}
        """

    /// Those of `POST /chat`.
    private static let sentenceRefusals = chatRefusals.replacing(
        "/responses/",
        with: "/responses/Sentence"
    )

    /// The events of a short answer, each an example, in their order.
    private static let uiExamples = examples([
        #"{"type":"start","messageId":"msg-3cc269a7"}"#,
        #"{"type":"start-step"}"#,
        #"{"type":"text-start","id":"txt-0"}"#,
        #"{"type":"text-delta","id":"txt-0","delta":"Hello!"}"#,
        #"{"type":"text-end","id":"txt-0"}"#,
        #"{"type":"finish-step"}"#,
        #"{"type":"finish","messageMetadata":{"finishReason":"stop","model":"gpt-4o"}}"#,
        "[DONE]",
    ])

    private static let mambaExamples = examples([
        #"{"type":"text-delta","textDelta":"Hello!"}"#,
        #"{"type":"finish"}"#,
    ])

    private static func examples(_ events: [String]) -> String {
        let members = events.enumerated().map { index, data in
            #""event\#(index)": {"value": {"data": \#(JSONValue.string(data))}}"#
        }
        return "{\(members.joined(separator: ", "))}"
    }
}
