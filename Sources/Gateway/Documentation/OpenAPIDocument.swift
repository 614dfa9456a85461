// What /openapi.json says, put together from its parts.

internal import Bytes
internal import Chat
internal import Configuration
internal import JSON

/// The description of the API in the terms of OpenAPI 3.1, as truly as these terms allow.
///
/// Each part is a list of members, JSON without its outer braces. What depends on the settings is told as it is on this
/// server: who may call, and which models there are.
struct OpenAPIDocument {
    private let text: String

    /// Describes the API of a server.
    ///
    /// - Parameters:
    ///   - settings: They say how callers prove who they are.
    ///   - models: The models that are offered.
    init(_ settings: Settings, models: ModelCatalog) {
        let ids = JSONValue.array(models.models.map { .string($0.id) }).description
        var paths = [
            Self.chatPaths, Self.resumptionPaths, Self.openAIPaths, Self.servicePaths,
            Self.healthPaths,
            Self.documentationPaths,
        ]
        if settings.server.playground { paths.append(Self.playgroundPath) }
        if settings.metrics.isOnMainPort {
            paths.append(Self.metricsPath(isPublic: settings.metrics.isPublic))
        }
        let schemas = [
            Self.modelIDSchema(ids), Self.requestSchemas, Self.partSchemas, Self.mambaEventSchemas,
            Self.uiChunkSchemas, Self.toolSchemas, Self.answerSchemas, Self.openAISchemas,
            Self.errorSchemas,
        ]
        text = """
            {
              "openapi": "3.1.0",
              \(Self.about),
              "servers": [{"url": "/"}],
              "security": \(Self.security(settings.auth.mode)),
              "paths": {\(paths.joined(separator: ","))},
              "components": {
                "securitySchemes": {\(Self.securitySchemes)},
                "parameters": {\(Self.parameters)},
                "headers": {\(Self.headers)},
                "responses": {\(Self.responses), \(Self.sentenceResponses), \(Self.openAIResponses)},
                "schemas": {\(schemas.joined(separator: ","))}
              }
            }
            """
    }

    /// The document as compact JSON.
    var bytes: [UInt8] {
        do throws(JSONError) {
            var buffer = ByteBuffer()
            try JSONValue(parsing: text.utf8.span).write(into: &buffer)
            return Array(buffer.bytes)
        } catch {
            preconditionFailure("the parts of the document are no JSON: \(error)")
        }
    }

    /// What a caller has to show: any one of the elements.
    private static func security(_ mode: Settings.Auth.Mode) -> String {
        switch mode {
        case .none: "[]"
        case .apiKey: #"[{"apiKey": []}, {"bearer": []}]"#
        case .jwt: #"[{"bearer": []}]"#
        }
    }
}
