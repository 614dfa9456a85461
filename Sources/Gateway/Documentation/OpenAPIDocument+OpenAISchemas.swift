// What the endpoints of OpenAI's own API take and answer, in the OpenAPI document.

extension OpenAPIDocument {
    /// The schemas of requests, answers and errors in OpenAI's form, as far as the server looks at them.
    static let openAISchemas = """
        "CompletionRequest": {
          "type": "object",
          "description": "What OpenAI's API takes; the server looks at these members only, the \
        provider at all.",
          "required": ["messages"],
          "properties": {
            "model": {
              "description": "The id of a listed model, or `openai/` and the provider's name of \
        a model, or that name alone; without one the default model.",
              "anyOf": [
                {"type": "string", "pattern": "^[A-Za-z0-9._:@+-][A-Za-z0-9._:/@+-]{0,198}$"},
                {"type": "null"}
              ],
              "examples": ["gpt-4o", "openai/gpt-4o"]
            },
            "messages": {
              "type": "array",
              "minItems": 1,
              "items": {"type": "object"}
            },
            "stream": {
              "type": ["boolean", "null"],
              "description": "Whether the answer is wanted piece by piece."
            },
            "stream_options": {
              "type": ["object", "null"],
              "properties": {"include_usage": {"type": ["boolean", "null"]}}
            }
          }
        },
        "Completion": {
          "type": "object",
          "description": "The provider's `chat.completion`, as it is."
        },
        "CompletionStreamEvent": {
          "type": "object",
          "required": ["data"],
          "properties": {
            "data": {
              "type": "string",
              "description": "The provider's `chat.completion.chunk`, an object with `error`, or \
        `[DONE]`."
            }
          }
        },
        "OpenAIModel": {
          "type": "object",
          "required": ["id", "object", "created", "owned_by"],
          "properties": {
            "id": {"type": "string"},
            "object": {"const": "model"},
            "created": {"const": 0, "description": "Not known."},
            "owned_by": {"type": "string"}
          },
          "additionalProperties": false
        },
        "OpenAIModelList": {
          "type": "object",
          "required": ["object", "data"],
          "properties": {
            "object": {"const": "list"},
            "data": {
              "type": "array",
              "minItems": 1,
              "items": {"$ref": "#/components/schemas/OpenAIModel"}
            }
          },
          "additionalProperties": false
        },
        "OpenAIError": {
          "type": "object",
          "required": ["error"],
          "properties": {
            "error": {
              "type": "object",
              "required": ["message", "type", "param", "code"],
              "properties": {
                "message": {"type": "string", "description": "What is wrong."},
                "type": {"enum": ["invalid_request_error", "rate_limit_error", "server_error"]},
                "param": {
                  "type": ["string", "null"],
                  "description": "The member of the request that is wrong."
                },
                "code": {"type": ["string", "null"], "description": "A stable name of the cause."}
              },
              "additionalProperties": false
            }
          },
          "additionalProperties": false
        }
        """

    /// The members of `components.responses` that have OpenAI's errors.
    static let openAIResponses = [
        openAIError(
            "OpenAIRefused",
            "The body is no chat completion request, or the provider refuses it.",
            isBroken: true
        ),
        openAIError(
            "OpenAIUnauthorized",
            "Credentials are missing, wrong or expired.",
            field: ("WWW-Authenticate", "Challenge")
        ),
        openAIError("OpenAIModelNotFound", "There is no such model."),
        openAIError("OpenAIRequestTimeout", "The request took too long to arrive.", isBroken: true),
        openAIError("OpenAIContentTooLarge", "The body has more than `limits.body_bytes`."),
        openAIError(
            "OpenAIRateLimited",
            "The provider receives too many requests.",
            field: ("Retry-After", "ProviderRetryAfter")
        ),
        openAIError(
            "OpenAIProviderFailed",
            "The provider failed, or its answer was of no use.",
            field: ("Retry-After", "ProviderRetryAfter")
        ),
        openAIError(
            "OpenAIOverloaded",
            "The server has as many streams as it can serve, or is ending; without content, it has "
                + "as many connections.",
            field: ("Retry-After", "RetryAfter")
        ),
        openAIError("OpenAIProviderLate", "The provider did not answer in time."),
    ].joined(separator: ",")

    /// A refusal in OpenAI's form.
    ///
    /// - Parameter isBroken: Whether it may come before the path is known, and so in the form of other endpoints.
    private static func openAIError(
        _ name: String,
        _ description: String,
        field: (name: String, component: String)? = nil,
        isBroken: Bool = false
    ) -> String {
        func reference(_ kind: String, _ name: String) -> String {
            ##"{"$ref": "#/components/\##(kind)/\##(name)"}"##
        }
        let own = reference("schemas", "OpenAIError")
        let schema = isBroken ? #"{"anyOf": [\#(own), \#(reference("schemas", "Error"))]}"# : own
        var headers = #""X-Request-ID": \#(reference("headers", "RequestID"))"#
        if let field {
            headers += #", "\#(field.name)": \#(reference("headers", field.component))"#
        }
        return """
            "\(name)": {
              "description": "\(description)",
              "headers": {\(headers)},
              "content": {"application/json": {"schema": \(schema)}}
            }
            """
    }
}
