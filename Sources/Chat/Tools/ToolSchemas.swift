// The tools as the model is told about them: name, purpose and the JSON Schema of the arguments.

/// The definitions of the tools, in the form of OpenAI's `tools` parameter.
///
/// These texts are also what arguments are checked against: nothing about a tool is said twice.
enum ToolSchemas {
    /// A form that the user can fill in.
    static let form = """
        {
          "type": "function",
          "function": {
            "name": "generateForm",
            "description": "Generate an interactive form with various field types including \
        text, textarea, select, checkbox, radio, date, slider, file, number, and email fields.",
            "parameters": {
              "description": "Arguments for generateForm tool.",
              "properties": {
                "title": {"title": "Title", "type": "string"},
                "description": {
                  "anyOf": [{"type": "string"}, {"type": "null"}],
                  "default": null,
                  "title": "Description"
                },
                "fields": {
                  "items": {"$ref": "#/$defs/FormField"},
                  "title": "Fields",
                  "type": "array"
                },
                "submitLabel": {
                  "anyOf": [{"type": "string"}, {"type": "null"}],
                  "default": null,
                  "title": "Submitlabel"
                }
              },
              "required": ["title", "fields"],
              "type": "object",
              "$defs": {
                "FormField": {
                  "description": "Form field definition.",
                  "properties": {
                    "id": {"title": "Id", "type": "string"},
                    "type": {
                      "enum": [
                        "text", "textarea", "select", "checkbox", "radio",
                        "date", "slider", "file", "number", "email"
                      ],
                      "title": "Type",
                      "type": "string"
                    },
                    "label": {"title": "Label", "type": "string"},
                    "placeholder": {
                      "anyOf": [{"type": "string"}, {"type": "null"}],
                      "default": null,
                      "title": "Placeholder"
                    },
                    "required": {
                      "anyOf": [{"type": "boolean"}, {"type": "null"}],
                      "default": null,
                      "title": "Required"
                    },
                    "defaultValue": {
                      "anyOf": [
                        {"type": "string"},
                        {"type": "integer"},
                        {"type": "boolean"},
                        {"type": "null"}
                      ],
                      "default": null,
                      "title": "Defaultvalue"
                    },
                    "options": {
                      "anyOf": [
                        {"items": {"$ref": "#/$defs/FormFieldOption"}, "type": "array"},
                        {"type": "null"}
                      ],
                      "default": null,
                      "title": "Options"
                    },
                    "min": {
                      "anyOf": [{"type": "integer"}, {"type": "null"}],
                      "default": null,
                      "title": "Min"
                    },
                    "max": {
                      "anyOf": [{"type": "integer"}, {"type": "null"}],
                      "default": null,
                      "title": "Max"
                    },
                    "step": {
                      "anyOf": [{"type": "integer"}, {"type": "null"}],
                      "default": null,
                      "title": "Step"
                    }
                  },
                  "required": ["id", "type", "label"],
                  "title": "FormField",
                  "type": "object"
                },
                "FormFieldOption": {
                  "description": "Option for select/radio form fields.",
                  "properties": {
                    "label": {"title": "Label", "type": "string"},
                    "value": {"title": "Value", "type": "string"}
                  },
                  "required": ["label", "value"],
                  "title": "FormFieldOption",
                  "type": "object"
                }
              }
            }
          }
        }
        """

    /// A chart of labelled values.
    static let chart = """
        {
          "type": "function",
          "function": {
            "name": "generateChart",
            "description": "Generate a data visualization chart. Supports line, bar, pie, and \
        area chart types.",
            "parameters": {
              "description": "Arguments for generateChart tool.",
              "properties": {
                "chartType": {
                  "enum": ["line", "bar", "pie", "area"],
                  "title": "Charttype",
                  "type": "string"
                },
                "title": {"title": "Title", "type": "string"},
                "description": {
                  "anyOf": [{"type": "string"}, {"type": "null"}],
                  "default": null,
                  "title": "Description"
                },
                "data": {
                  "items": {"$ref": "#/$defs/ChartDataPoint"},
                  "title": "Data",
                  "type": "array"
                }
              },
              "required": ["chartType", "title", "data"],
              "type": "object",
              "$defs": {
                "ChartDataPoint": {
                  "description": "Data point for charts.",
                  "properties": {
                    "label": {"title": "Label", "type": "string"},
                    "value": {"title": "Value", "type": "number"}
                  },
                  "required": ["label", "value"],
                  "title": "ChartDataPoint",
                  "type": "object"
                }
              }
            }
          }
        }
        """

    /// A block of code.
    static let code = """
        {
          "type": "function",
          "function": {
            "name": "generateCode",
            "description": "Generate a code block with syntax highlighting. Supports optional \
        filename, editability, and line numbers.",
            "parameters": {
              "description": "Arguments for generateCode tool.",
              "properties": {
                "language": {"title": "Language", "type": "string"},
                "filename": {
                  "anyOf": [{"type": "string"}, {"type": "null"}],
                  "default": null,
                  "title": "Filename"
                },
                "code": {"title": "Code", "type": "string"},
                "editable": {
                  "anyOf": [{"type": "boolean"}, {"type": "null"}],
                  "default": null,
                  "title": "Editable"
                },
                "showLineNumbers": {
                  "anyOf": [{"type": "boolean"}, {"type": "null"}],
                  "default": null,
                  "title": "Showlinenumbers"
                }
              },
              "required": ["language", "code"],
              "type": "object"
            }
          }
        }
        """

    /// A card with text, an image or a video, and buttons.
    static let card = """
        {
          "type": "function",
          "function": {
            "name": "generateCard",
            "description": "Generate a card component with title, description, content, media \
        (image or video), and action buttons.",
            "parameters": {
              "description": "Arguments for generateCard tool.",
              "properties": {
                "title": {"title": "Title", "type": "string"},
                "description": {
                  "anyOf": [{"type": "string"}, {"type": "null"}],
                  "default": null,
                  "title": "Description"
                },
                "content": {
                  "anyOf": [{"type": "string"}, {"type": "null"}],
                  "default": null,
                  "title": "Content"
                },
                "media": {
                  "anyOf": [{"$ref": "#/$defs/CardMedia"}, {"type": "null"}],
                  "default": null
                },
                "actions": {
                  "anyOf": [
                    {"items": {"$ref": "#/$defs/CardAction"}, "type": "array"},
                    {"type": "null"}
                  ],
                  "default": null,
                  "title": "Actions"
                }
              },
              "required": ["title"],
              "type": "object",
              "$defs": {
                "CardAction": {
                  "description": "Action button for cards.",
                  "properties": {
                    "label": {"title": "Label", "type": "string"},
                    "action": {"title": "Action", "type": "string"},
                    "variant": {
                      "anyOf": [
                        {
                          "enum": ["default", "secondary", "destructive", "outline"],
                          "type": "string"
                        },
                        {"type": "null"}
                      ],
                      "default": null,
                      "title": "Variant"
                    }
                  },
                  "required": ["label", "action"],
                  "title": "CardAction",
                  "type": "object"
                },
                "CardMedia": {
                  "description": "Media content for cards.",
                  "properties": {
                    "type": {"enum": ["image", "video"], "title": "Type", "type": "string"},
                    "url": {"title": "Url", "type": "string"},
                    "alt": {
                      "anyOf": [{"type": "string"}, {"type": "null"}],
                      "default": null,
                      "title": "Alt"
                    }
                  },
                  "required": ["type", "url"],
                  "title": "CardMedia",
                  "type": "object"
                }
              }
            }
          }
        }
        """
}
