// The endpoints of OpenAI's own API in the OpenAPI document.

extension OpenAPIDocument {
    /// `POST /v1/chat/completions` and the models in OpenAI's form.
    static let openAIPaths = """
        "/v1/chat/completions": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "post": {
            "operationId": "createChatCompletion",
            "tags": ["OpenAI"],
            "summary": "Answer a client of OpenAI's API",
            "description": "Passes the body on to the provider as it is, every parameter \
        included; `model` becomes the provider's name of it, and a stream is always asked for its \
        usage.\\n\\nThe answer is the provider's own: of a stream the data of each event, of any \
        other its JSON, unchanged. A chunk that holds nothing but the usage is left out where the \
        client did not ask for it. A stream ends in `[DONE]` only if the provider's came to its \
        proper end, else in an event with an `error`.\\n\\nUntil the stream has begun, failures \
        have statuses of their own. It begins with its first event, or with the first comment \
        that shows that the server is still waiting (`stream.keepalive_seconds`).",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {"$ref": "#/components/schemas/CompletionRequest"},
                  "example": {
                    "model": "gpt-4o",
                    "messages": [{"role": "user", "content": "Hello!"}],
                    "stream": true
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The provider's answer.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/Completion"}
                  },
                  "text/event-stream": {
                    "schema": {"$ref": "#/components/schemas/CompletionStreamEvent"},
                    "examples": {
                      "chunk": {
                        "value": {
                          "data": "{\\"object\\":\\"chat.completion.chunk\\",\\"choices\\":\
        [{\\"index\\":0,\\"delta\\":{\\"content\\":\\"Hi\\"},\\"finish_reason\\":null}]}"
                        }
                      },
                      "end": {"value": {"data": "[DONE]"}}
                    }
                  }
                }
              },
              "404": {"$ref": "#/components/responses/OpenAIModelNotFound"},
              "429": {"$ref": "#/components/responses/OpenAIRateLimited"},
              "502": {"$ref": "#/components/responses/OpenAIProviderFailed"},
              "504": {"$ref": "#/components/responses/OpenAIProviderLate"},
              "503": {"$ref": "#/components/responses/OpenAIOverloaded"},
              \(openAIRefusals)
            }
          }
        },
        "/v1/models": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "listOpenAIModels",
            "tags": ["OpenAI"],
            "summary": "List the models in OpenAI's form",
            "responses": {
              "200": {
                "description": "The configured models, in their order.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/OpenAIModelList"}}
                }
              },
              "503": {"$ref": "#/components/responses/TooManyConnections"},
              \(openAIRefusals)
            }
          }
        },
        "/v1/models/{model}": {
          "parameters": [
            {"$ref": "#/components/parameters/RequestID"},
            {
              "name": "model",
              "in": "path",
              "required": true,
              "description": "The id of a listed model; its slashes may be escaped or not.",
              "schema": {"type": "string", "minLength": 1},
              "example": "openai/gpt-4o"
            }
          ],
          "get": {
            "operationId": "retrieveOpenAIModel",
            "tags": ["OpenAI"],
            "summary": "Describe one model in OpenAI's form",
            "responses": {
              "200": {
                "description": "The model.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {"schema": {"$ref": "#/components/schemas/OpenAIModel"}}
                }
              },
              "404": {"$ref": "#/components/responses/OpenAIModelNotFound"},
              "503": {"$ref": "#/components/responses/TooManyConnections"},
              \(openAIRefusals)
            }
          }
        }
        """

    private static let openAIRefusals = """
        "400": {"$ref": "#/components/responses/OpenAIRefused"},
        "401": {"$ref": "#/components/responses/OpenAIUnauthorized"},
        "408": {"$ref": "#/components/responses/OpenAIRequestTimeout"},
        "413": {"$ref": "#/components/responses/OpenAIContentTooLarge"},
        "414": {"$ref": "#/components/responses/URITooLong"},
        "431": {"$ref": "#/components/responses/HeadTooLarge"}
        """
}
