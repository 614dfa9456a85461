// The arguments of the display tools in the OpenAPI document.

extension OpenAPIDocument {
    /// The schemas of what tools are called with and of what they answer.
    ///
    /// The arguments are those that models are told of, which a test compares.
    static let toolSchemas = """
        "ToolArguments": {
          "description": "The arguments of a call: of `generateForm`, `generateChart`, \
        `generateCode` or `generateCard`.",
          "anyOf": [
            {"$ref": "#/components/schemas/FormArguments"},
            {"$ref": "#/components/schemas/ChartArguments"},
            {"$ref": "#/components/schemas/CodeArguments"},
            {"$ref": "#/components/schemas/CardArguments"}
          ]
        },
        "ToolOutput": {
          "description": "The arguments, absent ones as null, and what kind of thing they show.",
          "oneOf": [
            \(output(of: "FormArguments", type: "form")),
            \(output(of: "ChartArguments", type: "chart")),
            \(output(of: "CodeArguments", type: "code")),
            \(output(of: "CardArguments", type: "card"))
          ]
        },
        \(formSchemas),
        \(chartSchemas),
        "CodeArguments": {
          "type": "object",
          "required": ["language", "code"],
          "properties": {
            "language": {"type": "string"},
            "filename": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "code": {"type": "string"},
            "editable": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
            "showLineNumbers": {"anyOf": [{"type": "boolean"}, {"type": "null"}]}
          }
        },
        \(cardSchemas)
        """

    private static func output(of schema: String, type: String) -> String {
        """
        {
          "title": "\(type)",
          "allOf": [{"$ref": "#/components/schemas/\(schema)"}],
          "required": ["type"],
          "properties": {"type": {"const": "\(type)"}}
        }
        """
    }

    private static let formSchemas = """
        "FormArguments": {
          "type": "object",
          "required": ["title", "fields"],
          "properties": {
            "title": {"type": "string"},
            "description": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "fields": {"type": "array", "items": {"$ref": "#/components/schemas/FormField"}},
            "submitLabel": {"anyOf": [{"type": "string"}, {"type": "null"}]}
          }
        },
        "FormField": {
          "type": "object",
          "required": ["id", "type", "label"],
          "properties": {
            "id": {"type": "string"},
            "type": {
              "type": "string",
              "enum": [
                "text", "textarea", "select", "checkbox", "radio",
                "date", "slider", "file", "number", "email"
              ]
            },
            "label": {"type": "string"},
            "placeholder": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "required": {"anyOf": [{"type": "boolean"}, {"type": "null"}]},
            "defaultValue": {
              "anyOf": [
                {"type": "string"},
                {"type": "integer"},
                {"type": "boolean"},
                {"type": "null"}
              ]
            },
            "options": {
              "anyOf": [
                {"type": "array", "items": {"$ref": "#/components/schemas/FormFieldOption"}},
                {"type": "null"}
              ]
            },
            "min": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "max": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "step": {"anyOf": [{"type": "integer"}, {"type": "null"}]}
          }
        },
        "FormFieldOption": {
          "type": "object",
          "required": ["label", "value"],
          "properties": {"label": {"type": "string"}, "value": {"type": "string"}}
        }
        """

    private static let chartSchemas = """
        "ChartArguments": {
          "type": "object",
          "required": ["chartType", "title", "data"],
          "properties": {
            "chartType": {"type": "string", "enum": ["line", "bar", "pie", "area"]},
            "title": {"type": "string"},
            "description": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/ChartDataPoint"}}
          }
        },
        "ChartDataPoint": {
          "type": "object",
          "required": ["label", "value"],
          "properties": {"label": {"type": "string"}, "value": {"type": "number"}}
        }
        """

    private static let cardSchemas = """
        "CardArguments": {
          "type": "object",
          "required": ["title"],
          "properties": {
            "title": {"type": "string"},
            "description": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "content": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "media": {
              "anyOf": [{"$ref": "#/components/schemas/CardMedia"}, {"type": "null"}]
            },
            "actions": {
              "anyOf": [
                {"type": "array", "items": {"$ref": "#/components/schemas/CardAction"}},
                {"type": "null"}
              ]
            }
          }
        },
        "CardMedia": {
          "type": "object",
          "required": ["type", "url"],
          "properties": {
            "type": {"type": "string", "enum": ["image", "video"]},
            "url": {"type": "string"},
            "alt": {"anyOf": [{"type": "string"}, {"type": "null"}]}
          }
        },
        "CardAction": {
          "type": "object",
          "required": ["label", "action"],
          "properties": {
            "label": {"type": "string"},
            "action": {"type": "string"},
            "variant": {
              "anyOf": [
                {"type": "string", "enum": ["default", "secondary", "destructive", "outline"]},
                {"type": "null"}
              ]
            }
          }
        }
        """
}
