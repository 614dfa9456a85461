// What the server answers without a stream, in the OpenAPI document.

extension OpenAPIDocument {
    /// The schemas of titles, models and health.
    static let answerSchemas = """
        "Title": {
          "type": "object",
          "required": ["title", "useFallback"],
          "properties": {
            "title": {
              "type": "string",
              "description": "Up to `title.max_length` characters; two more where it was cut \
        between words. Empty if there is none."
            },
            "useFallback": {
              "type": "boolean",
              "description": "Whether there is no title, so that the client is to use its own."
            }
          },
          "additionalProperties": false
        },
        "ModelList": {
          "type": "object",
          "required": ["models"],
          "properties": {
            "models": {
              "type": "array",
              "minItems": 1,
              "items": {"$ref": "#/components/schemas/Model"}
            }
          },
          "additionalProperties": false
        },
        "Model": {
          "type": "object",
          "required": [
            "id", "name", "provider", "description", "context_window", "supports_tools"
          ],
          "properties": {
            "id": {
              "type": "string",
              "description": "What requests ask for.",
              "examples": ["openai/gpt-4o"]
            },
            "name": {"type": "string", "description": "What people read."},
            "provider": {"type": "string"},
            "description": {"type": ["string", "null"]},
            "context_window": {
              "type": ["integer", "null"],
              "description": "How many tokens the model can take."
            },
            "supports_tools": {
              "type": "boolean",
              "description": "Whether tools are offered to the model."
            }
          },
          "additionalProperties": false
        },
        "HealthReport": {
          "type": "object",
          "required": ["status", "version", "timestamp", "checks"],
          "properties": {
            "status": {"enum": ["healthy", "degraded", "unhealthy"]},
            "version": {"type": "string", "description": "The version of the server."},
            "timestamp": {
              "type": "string",
              "format": "date-time",
              "description": "Now, in UTC with microseconds."
            },
            "checks": {
              "type": "object",
              "required": ["openai"],
              "properties": {"openai": {"$ref": "#/components/schemas/ProviderCheck"}},
              "additionalProperties": false
            }
          },
          "additionalProperties": false
        },
        "ProviderCheck": {
          "type": "object",
          "description": "The last check of the provider.",
          "required": ["status", "latency_ms", "error", "message"],
          "properties": {
            "status": {"enum": ["healthy", "degraded", "unhealthy"]},
            "latency_ms": {
              "type": ["integer", "null"],
              "description": "How long the provider took; null if it gave no good answer.",
              "minimum": 0
            },
            "error": {
              "type": ["string", "null"],
              "description": "What is wrong.",
              "examples": ["Invalid API key", "Connection timeout"]
            },
            "message": {
              "type": ["string", "null"],
              "description": "What else is to be said.",
              "examples": ["High latency detected", "Check disabled", "Not checked yet"]
            }
          },
          "additionalProperties": false
        }
        """

    /// The schemas of refusals.
    static let errorSchemas = """
        "Error": {
          "type": "object",
          "required": ["detail"],
          "properties": {"detail": {"type": "string", "description": "What is wrong."}},
          "additionalProperties": false
        },
        "AuthenticationError": {
          "type": "object",
          "required": ["detail", "code"],
          "properties": {
            "detail": {"const": "Invalid authentication credentials"},
            "code": {"const": "AUTH_INVALID"}
          },
          "additionalProperties": false
        },
        "ShareError": {
          "type": "object",
          "required": ["detail", "code"],
          "properties": {
            "detail": {"type": "string", "minLength": 1},
            "code": {"enum": ["RATE_LIMITED", "TOO_MANY_STREAMS"]}
          },
          "additionalProperties": false
        },
        "ValidationErrors": {
          "type": "object",
          "description": "Everything that is wrong with a body, at most 64 KiB of it.",
          "required": ["detail"],
          "properties": {
            "detail": {
              "type": "array",
              "minItems": 1,
              "items": {"$ref": "#/components/schemas/ValidationError"}
            }
          },
          "additionalProperties": false
        },
        "ValidationError": {
          "type": "object",
          "description": "One thing that is wrong, in the form of pydantic 2.",
          "required": ["type", "loc", "msg", "input"],
          "properties": {
            "type": {
              "description": "The rule that was broken.",
              "enum": [
                "missing", "string_type", "list_type", "dict_type", "model_attributes_type",
                "literal_error", "union_tag_not_found", "union_tag_invalid",
                "string_pattern_mismatch", "string_too_short", "string_too_long",
                "too_long", "json_invalid"
              ]
            },
            "loc": {
              "type": "array",
              "description": "Where: `body`, then names of members and indexes of elements; of a \
        body that is not JSON the position in characters.",
              "minItems": 1,
              "prefixItems": [{"const": "body"}],
              "items": {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 0}]}
            },
            "msg": {"type": "string", "description": "The rule in words."},
            "input": {"description": "What stands there, cut if it is long."},
            "ctx": {
              "type": "object",
              "description": "What the rule asks for.",
              "properties": {
                "error": {"type": "string"},
                "expected": {"type": "string"},
                "discriminator": {"type": "string"},
                "tag": {"type": "string"},
                "expected_tags": {"type": "string"},
                "pattern": {"type": "string"},
                "min_length": {"type": "integer"},
                "max_length": {"type": "integer"},
                "field_type": {"type": "string"},
                "actual_length": {"type": "integer"}
              },
              "minProperties": 1,
              "additionalProperties": false
            }
          },
          "additionalProperties": false
        }
        """
}
