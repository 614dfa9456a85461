// The endpoints without streams in the OpenAPI document.

extension OpenAPIDocument {
    /// `POST /title/generate` and `GET /models`.
    static let servicePaths = """
        "/title/generate": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "post": {
            "operationId": "generateTitle",
            "tags": ["Titles"],
            "summary": "Make a title for a conversation",
            "description": "Asks the model for a title. Whatever goes wrong on the way, the \
        client is told to use a title of its own.",
            "requestBody": {
              "required": true,
              "content": {
                "application/json": {
                  "schema": {"$ref": "#/components/schemas/TitleRequest"},
                  "example": {
                    "userMessage": "How do I read a file line by line in Swift?",
                    "conversationId": "chat-1"
                  }
                }
              }
            },
            "responses": {
              "200": {
                "description": "The title, or the word that there is none.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/Title"},
                    "examples": {
                      "title": {
                        "value": {"title": "Reading files in Swift", "useFallback": false}
                      },
                      "none": {"value": {"title": "", "useFallback": true}}
                    }
                  }
                }
              },
              \(chatRefusals)
            }
          }
        },
        "/models": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "listModels",
            "tags": ["Models"],
            "summary": "List the models",
            "responses": {
              "200": {
                "description": "The configured models, in their order.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/ModelList"}
                  }
                }
              },
              "400": {"$ref": "#/components/responses/MalformedRequest"},
              \(commonRefusals)
            }
          }
        }
        """

    /// `GET /openapi.json` and the page that shows it.
    static let documentationPaths = """
        "/openapi.json": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "openAPI",
            "tags": ["Documentation"],
            "summary": "Describe the API",
            "responses": {
              "200": {
                "description": "This document.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "required": ["openapi", "info", "paths"],
                      "properties": {
                        "openapi": {"const": "3.1.0"},
                        "info": {"type": "object"},
                        "paths": {"type": "object"}
                      }
                    }
                  }
                }
              },
              "400": {"$ref": "#/components/responses/MalformedRequest"},
              \(commonRefusals)
            }
          }
        },
        \(page("/docs", operationID: "docs")),
        \(page("/redoc", operationID: "redoc"))
        """

    /// `GET /`.
    static let playgroundPath = """
        "/": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "playground",
            "tags": ["Documentation"],
            "summary": "Try the chat",
            "security": [],
            "responses": {
              "200": {
                "description": "A page to chat on, which needs no other server.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {"text/html": {"schema": {"type": "string"}}}
              },
              "400": {"$ref": "#/components/responses/MalformedRequest"},
              "408": {"$ref": "#/components/responses/RequestTimeout"},
              "413": {"$ref": "#/components/responses/ContentTooLarge"},
              "414": {"$ref": "#/components/responses/URITooLong"},
              "431": {"$ref": "#/components/responses/HeadTooLarge"},
              "503": {"$ref": "#/components/responses/TooManyConnections"}
            }
          }
        }
        """

    /// `GET /metrics`, where it is on the port of the API.
    static func metricsPath(isPublic: Bool) -> String {
        """
        "/metrics": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "metrics",
            "tags": ["Health"],
            "summary": "Tell what the server has counted",
            \(isPublic ? #""security": [],"# : "")
            "responses": {
              "200": {
                "description": "All metrics in the text format of Prometheus, version 0.0.4.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "text/plain": {"schema": {"type": "string"}}
                }
              },
              "400": {"$ref": "#/components/responses/MalformedRequest"},
              \(commonRefusals)
            }
          }
        }
        """
    }

    private static func page(_ path: String, operationID: String) -> String {
        """
        "\(path)": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "\(operationID)",
            "tags": ["Documentation"],
            "summary": "Show the API to people",
            "description": "`/docs` and `/redoc` are the same page, which needs no other server.",
            "responses": {
              "200": {
                "description": "A page that shows this document and can send requests.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {"text/html": {"schema": {"type": "string"}}}
              },
              "400": {"$ref": "#/components/responses/MalformedRequest"},
              \(commonRefusals)
            }
          }
        }
        """
    }

    private static let commonRefusals = """
        "401": {"$ref": "#/components/responses/Unauthorized"},
        "408": {"$ref": "#/components/responses/RequestTimeout"},
        "413": {"$ref": "#/components/responses/ContentTooLarge"},
        "414": {"$ref": "#/components/responses/URITooLong"},
        "429": {"$ref": "#/components/responses/TooManyRequests"},
        "431": {"$ref": "#/components/responses/HeadTooLarge"},
        "503": {"$ref": "#/components/responses/TooManyConnections"}
        """
}
