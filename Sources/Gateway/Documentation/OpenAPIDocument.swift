// What /openapi.json says: the file of that name, made true of this server.

internal import Bytes
internal import Chat
internal import Configuration
internal import JSON
internal import Web

/// The description of the API in the terms of OpenAPI 3.1, as truly as these terms allow.
///
/// It is `Sources/CWeb/openapi.json`, which describes every endpoint there can be. What depends on the server is put in
/// or taken away at its place: the version, who may call, which models and which endpoints there are.
struct OpenAPIDocument {
    private var document: JSONValue

    /// Where the file has a version of the program.
    private static let versions = [
        "/info/version",
        "/paths/~1health/get/responses/200/content/application~1json/example/version",
        "/paths/~1health/get/responses/503/content/application~1json/example/version",
        "/paths/~1health~1ready/get/responses/200/content/application~1json/example/version",
        "/paths/~1health~1ready/get/responses/503/content/application~1json/example/version",
    ]

    /// Describes the API of a server.
    ///
    /// - Parameters:
    ///   - settings: They say how callers prove who they are, and which endpoints there are.
    ///   - models: The models that are offered.
    init(_ settings: Settings, models: ModelCatalog) {
        do throws(JSONError) {
            document = try JSONValue(parsing: WebFiles.bytes("openapi.json").span)
        } catch {
            preconditionFailure("openapi.json is no JSON: \(error)")
        }
        for place in Self.versions { put(.string(MambaVersion.current), at: place) }
        put(Self.security(settings.auth.mode), at: "/security")
        let ids = JSONValue.array(models.models.map { .string($0.id) })
        put(ids, at: "/components/schemas/ModelID/anyOf/0/enum")
        put(ids, at: "/components/schemas/ModelID/examples")
        for route in RouteTable.rows {
            let place = "/paths/" + route.path.replacing("~", with: "~0").replacing("/", with: "~1")
            if !route.isOffered(settings) {
                put(nil, at: place)
            } else if !route.isOpen(settings) {
                // The file has this member where the endpoint can be open.
                let security = place + "/\(route.method)/security".lowercased()
                document = document.replacing(at: security, with: nil) ?? document
            }
        }
    }

    /// The document as compact JSON.
    var bytes: [UInt8] {
        var buffer = ByteBuffer()
        document.write(into: &buffer)
        return Array(buffer.bytes)
    }

    /// - Parameter place: A JSON Pointer; the file has something there.
    private mutating func put(_ value: JSONValue?, at place: String) {
        guard let changed = document.replacing(at: place, with: value) else {
            preconditionFailure("openapi.json has nothing at \(place)")
        }
        document = changed
    }

    /// What a caller has to show: any one of the elements.
    private static func security(_ mode: Settings.Auth.Mode) -> JSONValue {
        switch mode {
        case .none: []
        case .apiKey: [["apiKey": []], ["bearer": []]]
        case .jwt: [["bearer": []]]
        }
    }
}
