// The health endpoints in the OpenAPI document.

extension OpenAPIDocument {
    /// `GET /health`, `/health/live` and `/health/ready`.
    static let healthPaths = """
        "/health": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "health",
            "tags": ["Health"],
            "summary": "Tell whether the provider can be reached",
            "description": "Asks the provider at most once in `health.check_interval_seconds`.",
            "security": [],
            "responses": {
              "200": {
                "description": "The provider answers, if late.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/HealthReport"},
                    "example": \(healthy)
                  }
                }
              },
              "503": {
                "description": "The provider does not answer as it should; without content, that \
        the server has too many connections.",
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/HealthReport"},
                    "example": \(unhealthy)
                  }
                }
              },
              \(openRefusals)
            }
          }
        },
        "/health/live": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "live",
            "tags": ["Health"],
            "summary": "Tell whether the process lives",
            "security": [],
            "responses": {
              "200": {
                "description": "It does.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {
                      "type": "object",
                      "required": ["status"],
                      "properties": {"status": {"const": "alive"}},
                      "additionalProperties": false
                    },
                    "example": {"status": "alive"}
                  }
                }
              },
              "503": {"$ref": "#/components/responses/TooManyConnections"},
              \(openRefusals)
            }
          }
        },
        "/health/ready": {
          "parameters": [{"$ref": "#/components/parameters/RequestID"}],
          "get": {
            "operationId": "ready",
            "tags": ["Health"],
            "summary": "Tell whether the server takes new streams",
            "description": "With the last known state of the provider, which counts only if \
        `health.ready_requires_provider` is set.",
            "security": [],
            "responses": {
              "200": {
                "description": "It does.",
                "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestID"}},
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/HealthReport"},
                    "example": \(healthy)
                  }
                }
              },
              "503": {
                "description": "The server is ending or has as many streams as it can serve; \
        without content, that it has too many connections.",
                "content": {
                  "application/json": {
                    "schema": {"$ref": "#/components/schemas/HealthReport"},
                    "example": \(unhealthy)
                  }
                }
              },
              \(openRefusals)
            }
          }
        }
        """

    private static let healthy = """
        {
          "status": "healthy",
          "version": "\(MambaVersion.current)",
          "timestamp": "2026-11-24T12:00:00.000000Z",
          "checks": {
            "openai": {"status": "healthy", "latency_ms": 87, "error": null, "message": null}
          }
        }
        """

    private static let unhealthy = """
        {
          "status": "unhealthy",
          "version": "\(MambaVersion.current)",
          "timestamp": "2026-11-24T12:00:00.000000Z",
          "checks": {
            "openai": {
              "status": "unhealthy",
              "latency_ms": null,
              "error": "Connection timeout",
              "message": null
            }
          }
        }
        """

    /// What can be wrong with a request that needs no credentials.
    private static let openRefusals = """
        "400": {"$ref": "#/components/responses/MalformedRequest"},
        "408": {"$ref": "#/components/responses/RequestTimeout"},
        "413": {"$ref": "#/components/responses/ContentTooLarge"},
        "414": {"$ref": "#/components/responses/URITooLong"},
        "431": {"$ref": "#/components/responses/HeadTooLarge"}
        """
}
