// The parts of messages in the OpenAPI document.

extension OpenAPIDocument {
    /// The schemas of message parts.
    static let partSchemas = """
        "UIPart": {
          "description": "A part of a message. Only a text part can be wrong.",
          "anyOf": [
            {"$ref": "#/components/schemas/TextPart"},
            {"$ref": "#/components/schemas/FilePart"},
            {"$ref": "#/components/schemas/ToolPart"},
            {"$ref": "#/components/schemas/StepStartPart"},
            {"$ref": "#/components/schemas/ToolInvocationPart"},
            {"$ref": "#/components/schemas/NestedToolInvocationPart"},
            {
              "title": "anything else",
              "description": "Is ignored.",
              "not": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"const": "text"}}
              }
            }
          ]
        },
        "MambaPart": {
          "description": "A part of a message in the strict form.",
          "anyOf": [
            {"$ref": "#/components/schemas/TextPart"},
            {"$ref": "#/components/schemas/ToolInvocationPart"},
            {"$ref": "#/components/schemas/NestedToolInvocationPart"},
            {"$ref": "#/components/schemas/FilePart"},
            {"$ref": "#/components/schemas/ToolPart"},
            {"$ref": "#/components/schemas/StepStartPart"},
            {
              "title": "a part of another type",
              "description": "Is ignored.",
              "type": "object",
              "required": ["type"],
              "properties": {
                "type": {"type": "string", "not": {"enum": ["text", "tool-invocation"]}}
              }
            }
          ]
        },
        "TextPart": {
          "type": "object",
          "required": ["type", "text"],
          "properties": {"type": {"const": "text"}, "text": {"type": "string"}}
        },
        "FilePart": {
          "type": "object",
          "description": "A file for the model: an image, a PDF, a sound, or text.",
          "required": ["type", "url"],
          "properties": {
            "type": {"const": "file"},
            "url": {"type": "string", "description": "A `data:` or a web address."},
            "mediaType": {"type": "string", "examples": ["image/png"]},
            "filename": {"type": "string"}
          }
        },
        "StepStartPart": {
          "type": "object",
          "description": "A model call begins here: what follows was not said in the same breath.",
          "required": ["type"],
          "properties": {"type": {"const": "step-start"}}
        },
        "ToolPart": {
          "type": "object",
          "description": "A call of a tool with what became of it.",
          "required": ["type", "toolCallId"],
          "properties": {
            "type": {
              "type": "string",
              "description": "`tool-` and the tool's name, or `dynamic-tool` with a `toolName`.",
              "pattern": "^(tool-(?!invocation$).+|dynamic-tool$)"
            },
            "toolCallId": {"type": "string", "minLength": 1},
            "toolName": {"type": "string"},
            "state": {
              "type": "string",
              "examples": [
                "input-streaming", "input-available", "output-available", "output-error",
                "output-denied", "approval-requested", "approval-responded"
              ]
            },
            "input": {"description": "The arguments, an object."},
            "output": {"description": "What the tool answered."},
            "errorText": {"type": "string"},
            "approval": {
              "type": "object",
              "properties": {
                "approved": {"type": "boolean"},
                "reason": {"type": "string"}
              }
            }
          }
        },
        "ToolInvocationPart": {
          "type": "object",
          "description": "A call of a tool in Mamba's own form.",
          "required": ["type", "toolCallId", "toolName", "args"],
          "properties": {
            "type": {"const": "tool-invocation"},
            "toolCallId": {"type": "string"},
            "toolName": {"type": "string"},
            "args": {"type": "object", "description": "The arguments; `input` is read too."},
            "result": {
              "type": ["object", "null"],
              "description": "What the tool answered; `output` is read too."
            }
          }
        },
        "NestedToolInvocationPart": {
          "type": "object",
          "description": "A call of a tool in the form of the AI SDK before release 5.",
          "required": ["type", "toolInvocation"],
          "properties": {
            "type": {"const": "tool-invocation"},
            "toolInvocation": {
              "type": "object",
              "properties": {
                "toolCallId": {"description": "A text."},
                "toolName": {"description": "A text."},
                "state": {"examples": ["partial-call", "call", "result"]},
                "args": {"description": "The arguments, an object."},
                "result": {"description": "What the tool answered."}
              }
            }
          }
        }
        """
}
