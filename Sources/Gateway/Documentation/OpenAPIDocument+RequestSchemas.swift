// What clients send, in the OpenAPI document.

extension OpenAPIDocument {
    /// The schema of a model's id.
    ///
    /// - Parameter ids: The ids of the models that are offered, as a JSON array.
    static func modelIDSchema(_ ids: String) -> String {
        """
        "ModelID": {
          "type": "string",
          "description": "The id of a model of `GET /models`; or `openai/` and the provider's own \
        name of any model.",
          "anyOf": [
            {"enum": \(ids)},
            {"pattern": "^openai/[A-Za-z0-9._:/@+-]{1,200}$"}
          ],
          "examples": \(ids)
        }
        """
    }

    /// The schemas of whole request bodies and of messages.
    static let requestSchemas = """
        "UIChatRequest": {
          "type": "object",
          "description": "What a client of the AI SDK sends. It is read leniently, because \
        releases of the SDK differ. Members that are not named here are ignored.",
          "anyOf": [
            {"required": ["messages"]},
            {"required": ["prompt"], "properties": {"prompt": {"type": "string"}}}
          ],
          "properties": {
            "prompt": {
              "description": "The user's one message, in the place of `messages`: what the SDK's \
        `useCompletion` sends. Ignored where there are messages."
            },
            "system": {
              "description": "Instructions that stand before the messages, as assistant-ui sends \
        them.",
              "anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Ignored"}]
            },
            "id": {
              "description": "The id of the conversation.",
              "anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Ignored"}]
            },
            "trigger": {
              "description": "What made the client ask.",
              "anyOf": [
                {"$ref": "#/components/schemas/Trigger"},
                {"$ref": "#/components/schemas/Ignored"}
              ]
            },
            "messageId": {
              "description": "The id of the message that is sent again or answered again.",
              "anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Ignored"}]
            },
            "messages": {
              "type": "array",
              "description": "The conversation. The last message is the one to answer; if it is \
        the assistant's, the answer goes on with it under its id.",
              "minItems": 1,
              "items": {"$ref": "#/components/schemas/UIMessage"}
            },
            "model": {
              "description": "The model to ask; `openai.default_model` if absent or null.",
              "anyOf": [{"$ref": "#/components/schemas/ModelID"}, {"type": "null"}]
            },
            "tools": {
              "description": "The tools that the client can display, of which unknown names are \
        ignored; or, as assistant-ui sends them, the client's own tools under their names.",
              "anyOf": [
                {
                  "type": "array",
                  "maxItems": 128,
                  "items": {
                    "anyOf": [
                      {"$ref": "#/components/schemas/ToolName"},
                      {"$ref": "#/components/schemas/Ignored"}
                    ]
                  }
                },
                {
                  "type": "object",
                  "maxProperties": 128,
                  "propertyNames": {"pattern": "^[A-Za-z0-9_-]{1,64}$"},
                  "additionalProperties": {"$ref": "#/components/schemas/NamedClientTool"}
                },
                {"type": ["string", "number", "boolean", "null"]}
              ]
            },
            "clientTools": {"$ref": "#/components/schemas/ClientTools"}
          }
        },
        "ClientTools": {
          "description": "Tools that the client runs itself. They are offered to the model, and a \
        call of one ends the answer; what it came to belongs in the next request. Of equal names \
        the last counts.",
          "anyOf": [
            {
              "type": "array",
              "maxItems": 128,
              "items": {"$ref": "#/components/schemas/ClientTool"}
            },
            {"type": "null"}
          ]
        },
        "NamedClientTool": {
          "type": "object",
          "properties": {
            "description": {"type": ["string", "null"]},
            "parameters": {"type": ["object", "null"]},
            "inputSchema": {"type": ["object", "null"]}
          }
        },
        "ClientTool": {
          "type": "object",
          "required": ["name"],
          "properties": {
            "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
            "description": {"type": ["string", "null"]},
            "parameters": {
              "type": ["object", "null"],
              "description": "The JSON Schema of the arguments; also taken as `inputSchema`."
            },
            "inputSchema": {"type": ["object", "null"]}
          }
        },
        "TriggeredUIChatRequest": {
          "description": "A `UIChatRequest` that its trigger gives away.",
          "allOf": [{"$ref": "#/components/schemas/UIChatRequest"}],
          "required": ["trigger"],
          "properties": {"trigger": {"$ref": "#/components/schemas/Trigger"}}
        },
        "Trigger": {
          "type": "string",
          "pattern": "^(submit|regenerate)-",
          "examples": ["submit-message", "regenerate-message"]
        },
        "Ignored": {"description": "Any other value is accepted and ignored."},
        "ToolName": {
          "type": "string",
          "examples": ["generateForm", "generateChart", "generateCode", "generateCard"]
        },
        "UIMessage": {
          "type": "object",
          "required": ["role"],
          "properties": {
            "id": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Ignored"}]},
            "role": {"$ref": "#/components/schemas/Role"}
          },
          "anyOf": [
            {
              "title": "with parts",
              "required": ["parts"],
              "properties": {
                "parts": {
                  "type": "array",
                  "items": {"$ref": "#/components/schemas/UIPart"}
                }
              }
            },
            {
              "title": "with a text, as before release 5",
              "required": ["content"],
              "properties": {
                "content": {"type": "string"},
                "parts": {"type": "null"},
                "experimental_attachments": {
                  "type": "array",
                  "description": "Files, each with `url`, `contentType` and `name`."
                }
              }
            }
          ]
        },
        "Role": {"enum": ["user", "assistant", "system"]},
        "MambaChatRequest": {
          "type": "object",
          "description": "A conversation in the strict form. Members that are not named here are \
        ignored.",
          "required": ["messages", "model"],
          "properties": {
            "messages": {
              "type": "array",
              "description": "The conversation; the last message is the one to answer.",
              "minItems": 1,
              "items": {"$ref": "#/components/schemas/MambaMessage"}
            },
            "model": {"$ref": "#/components/schemas/ModelID"},
            "tools": {
              "description": "The tools that the client can display. Unknown names are ignored.",
              "anyOf": [
                {
                  "type": "array",
                  "maxItems": 128,
                  "items": {"$ref": "#/components/schemas/ToolName"}
                },
                {"type": "null"}
              ]
            },
            "clientTools": {"$ref": "#/components/schemas/ClientTools"}
          }
        },
        "MambaMessage": {
          "type": "object",
          "required": ["id", "role", "parts"],
          "properties": {
            "id": {"type": "string"},
            "role": {"$ref": "#/components/schemas/Role"},
            "parts": {"type": "array", "items": {"$ref": "#/components/schemas/MambaPart"}}
          }
        },
        "TitleRequest": {
          "type": "object",
          "required": ["userMessage", "conversationId"],
          "properties": {
            "userMessage": {
              "type": "string",
              "description": "The first message of the conversation.",
              "minLength": 1,
              "maxLength": 10000
            },
            "conversationId": {"type": "string", "minLength": 1}
          }
        }
        """
}
