// What operations of the OpenAPI document share: credentials, parameters, header fields, refusals.

extension OpenAPIDocument {
    /// The members of `components.securitySchemes`.
    static let securitySchemes = """
        "apiKey": {
          "type": "apiKey",
          "in": "header",
          "name": "X-API-Key",
          "description": "A key of `auth.api_keys`. With it `Authorization` is not looked at."
        },
        "bearer": {
          "type": "http",
          "scheme": "bearer",
          "description": "A key of `auth.api_keys`, or in mode `jwt` a token signed as `auth.jwt` \
        says."
        }
        """

    /// The members of `components.parameters`.
    static let parameters = """
        "RequestID": {
          "name": "X-Request-ID",
          "in": "header",
          "description": "The id under which the request is logged and answered: a UUID, also \
        without hyphens, in braces or as a URN. Anything else is replaced by a new one.",
          "schema": {"type": "string"},
          "example": "3cc269a7-c037-4d40-aed8-241918a9f8e1"
        },
        "Protocol": {
          "name": "protocol",
          "in": "query",
          "description": "The protocol of the answer by name: the events of the original service \
        (`mamba`), the AI SDK's UI message stream (`ui`), the data stream of its release 4 (`data`), \
        or the text alone (`text`). Without it the request tells.",
          "schema": {"type": "string", "enum": ["mamba", "ui", "data", "text"]}
        },
        "SDK": {
          "name": "sdk",
          "in": "query",
          "description": "The release of the AI SDK that the client runs, such as `6.0.264`; it \
        lets more be told. Also taken from the field `X-AI-SDK-Version`.",
          "schema": {"type": "string", "examples": ["5.0.92", "7"]}
        }
        """

    /// The members of `components.headers`.
    static let headers = """
        "RequestID": {
          "description": "The id of the request: the one that was sent, if it was a UUID.",
          "required": true,
          "schema": {"type": "string", "minLength": 32}
        },
        "NoCache": {
          "description": "No cache may keep the stream, no proxy may compress it.",
          "required": true,
          "schema": {"enum": ["no-cache", "no-cache, no-transform"]}
        },
        "NoBuffering": {
          "description": "No proxy may hold the stream back.",
          "required": true,
          "schema": {"const": "no"}
        },
        "UIStream": {
          "description": "The version of the UI message stream; only where the answer is one.",
          "schema": {"const": "v1"}
        },
        "DataStream": {
          "description": "The version of the data stream; only where the answer is one.",
          "schema": {"const": "v1"}
        },
        "ErrorCode": {
          "description": "The code of the refusal, for programs; beside a sentence only.",
          "schema": {"type": "string", "pattern": "^[A-Z_]+$"}
        },
        "Challenge": {
          "description": "How to show credentials.",
          "required": true,
          "schema": {"const": "Bearer"}
        },
        "RateLimit": {
          "description": "The requests left at once, and the seconds until all are there again \
        (draft-ietf-httpapi-ratelimit-headers-09); only where `limits.rate` sets a bound.",
          "schema": {"type": "string", "examples": ["\\\"requests\\\";r=59;t=1"]}
        },
        "RateLimitPolicy": {
          "description": "The requests at once, and the seconds in which they are refilled.",
          "schema": {"type": "string", "examples": ["\\\"requests\\\";q=60;w=60"]}
        },
        "RetryAfter": {
          "description": "After how many seconds to try again.",
          "required": true,
          "schema": {"type": "integer", "minimum": 1}
        },
        "ProviderRetryAfter": {
          "description": "When to try again, if the provider says so: seconds or a date.",
          "schema": {"type": "string"}
        }
        """

    /// The members of `components.responses`.
    static let responses = """
        \(refusals.joined(separator: ",")),
        "Unauthorized": {
          "description": "Credentials are missing, wrong or expired.",
          "headers": {
            "X-Request-ID": {"$ref": "#/components/headers/RequestID"},
            "WWW-Authenticate": {"$ref": "#/components/headers/Challenge"}
          },
          "content": {
            "application/json": {
              "schema": {"$ref": "#/components/schemas/AuthenticationError"},
              "example": {
                "detail": "Invalid authentication credentials",
                "code": "AUTH_INVALID"
              }
            }
          }
        },
        "Invalid": {
          "description": "The body breaks rules; all are told at once.",
          "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
          "content": {
            "application/json": {
              "schema": {"$ref": "#/components/schemas/ValidationErrors"},
              "example": {
                "detail": [
                  {
                    "type": "missing",
                    "loc": ["body", "messages"],
                    "msg": "Field required",
                    "input": {}
                  }
                ]
              }
            }
          }
        },
        "TooManyRequests": {
          "description": "The client has used up its share of requests or streams.",
          "headers": {
            "X-Request-ID": {"$ref": "#/components/headers/RequestID"},
            "Retry-After": {"$ref": "#/components/headers/RetryAfter"},
            "RateLimit": {"$ref": "#/components/headers/RateLimit"},
            "RateLimit-Policy": {"$ref": "#/components/headers/RateLimitPolicy"}
          },
          "content": {
            "application/json": {
              "schema": {"$ref": "#/components/schemas/ShareError"},
              "example": {
                "detail": "Too many requests. Please wait a moment and try again.",
                "code": "RATE_LIMITED"
              }
            }
          }
        },
        "Overloaded": {
          "description": "The server has as many streams as it can serve; without content, as \
        many connections.",
          "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}},
          "content": {
            "application/json": {
              "schema": {"$ref": "#/components/schemas/Error"},
              "example": {"detail": "The server has as many streams as it can serve"}
            }
          }
        },
        "TooManyConnections": {
          "description": "The server has as many connections as it can serve.",
          "headers": {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
        }
        """

    private static let refusals = [
        refusal("MalformedRequest", "The request is no valid HTTP/1.1."),
        refusal(
            "BadRequest",
            "There are no messages; the body is no UTF-8, or nested too deeply; or the request is "
                + "no valid HTTP/1.1.",
            example: "Messages array cannot be empty"
        ),
        refusal("RequestTimeout", "The request took too long to arrive."),
        refusal("ContentTooLarge", "The body has more than `limits.body_bytes`."),
        refusal("URITooLong", "The request line has more than `limits.request_line_bytes`."),
        refusal(
            "HeadTooLarge",
            "The head has more than `limits.head_bytes`, or than `limits.header_count` fields."
        ),
    ]

    private static func refusal(
        _ name: String,
        _ description: String,
        example: String? = nil
    ) -> String {
        let example = example.map { #", "example": {"detail": "\#($0)"}"# } ?? ""
        return """
            "\(name)": {
              "description": "\(description)",
              "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
              "content": {
                "application/json": {
                  "schema": {"$ref": "#/components/schemas/Error"}\(example)
                }
              }
            }
            """
    }
}
