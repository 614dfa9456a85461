// Whether /openapi.json describes what there is, and nothing else.

import Chat
import Configuration
import HTTP
import JSON
import Log
import Testing
import Upstream

@testable import Gateway

@Suite struct OpenAPIDocumentTests {
    private func document(
        _ mode: Settings.Auth.Mode = .none,
        models: [OfferedModel] = []
    ) throws -> JSONValue {
        var settings = Settings()
        settings.auth.mode = mode
        return try document(settings, models: models)
    }

    private func document(
        _ settings: Settings,
        models: [OfferedModel] = []
    ) throws -> JSONValue {
        let catalog = ModelCatalog(models, defaultModel: "gpt-4o")
        return try JSONValue(parsing: OpenAPIDocument(settings, models: catalog).bytes.span)
    }

    /// The described operations, such as `POST /chat`.
    private func operations(_ document: JSONValue) -> [(name: String, operation: JSONValue)] {
        (document["paths"]?.object?.members ?? []).flatMap { path in
            (path.value.object?.members ?? []).filter { $0.name != "parameters" }.map {
                ("\($0.name.uppercased()) \(path.name)", $0.value)
            }
        }
    }

    /// Calls a closure for a value and everything in it.
    private func visit(_ value: JSONValue, _ body: (JSONValue) throws -> Void) rethrows {
        try body(value)
        for member in value.object?.members ?? [] { try visit(member.value, body) }
        for element in value.array ?? [] { try visit(element, body) }
    }

    private func references(in value: JSONValue) -> [String] {
        var references: [String] = []
        visit(value) { if let place = $0["$ref"]?.string { references.append(place) } }
        return references
    }

    private func target(of reference: String, in document: JSONValue) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document) { place, name in
            place?[String(name)]
        }
    }

    // What there is

    @Test func `its version is the program's`() throws {
        let document = try document()
        #expect(document["info"]?["version"]?.string == MambaVersion.current)
        #expect(document["openapi"]?.string == "3.1.0")
    }

    @Test(arguments: [false, true], [nil, 9090])
    func `every route is described with its method, and nothing else is`(
        playground: Bool,
        metricsPort: Int?
    ) throws {
        var settings = Settings()
        settings.server.playground = playground
        settings.metrics.port = metricsPort
        let routes = RouteTable.offered(settings).map { "\($0.method) \($0.path)" }
        let described = operations(try document(settings)).map(\.name)
        #expect(described.sorted() == routes.sorted())
        #expect(routes.contains("GET /") == playground)
        #expect(routes.contains("GET /metrics") == (metricsPort == nil))
    }

    @Test func `every reference resolves`() throws {
        let document = try document()
        let references = references(in: document)
        #expect(!references.isEmpty)
        for reference in references {
            #expect(target(of: reference, in: document) != nil, "\(reference)")
        }
    }

    @Test func `every component is used by an endpoint`() throws {
        let document = try document()
        var reached: Set<String> = []
        var waiting = references(in: try #require(document["paths"]))
        while let reference = waiting.popLast() {
            guard reached.insert(reference).inserted else { continue }
            waiting += references(in: try #require(target(of: reference, in: document)))
        }
        for kind in document["components"]?.object?.members ?? []
        where kind.name != "securitySchemes" {
            for component in kind.value.object?.members ?? [] {
                let reference = "#/components/\(kind.name)/\(component.name)"
                #expect(reached.contains(reference), "\(reference)")
            }
        }
    }

    @Test func `every required member is described`() throws {
        try visit(try document()) { schema in
            guard let required = schema["required"]?.array,
                let properties = schema["properties"]?.object
            else { return }
            for name in required {
                let property = try properties[#require(name.string)]
                #expect(property != nil, "\(schema)")
            }
        }
    }

    @Test func `every operation has an id of its own, a tag that is explained, and a summary`()
        throws
    {
        let document = try document()
        let tags = (document["tags"]?.array ?? []).compactMap { $0["name"]?.string }
        let operations = operations(document).map(\.operation)
        #expect(Set(operations.map { $0["operationId"] }).count == operations.count)
        for operation in operations {
            #expect(operation["summary"]?.string != nil)
            #expect(tags.contains(try #require(operation["tags"]?[0]?.string)))
        }
    }

    // What depends on the settings

    @Test(arguments: [
        (Settings.Auth.Mode.none, []), (.apiKey, ["apiKey", "bearer"]), (.jwt, ["bearer"]),
    ])
    func `the credentials asked for are those of the settings`(
        _ mode: Settings.Auth.Mode,
        _ schemes: [String]
    ) throws {
        let document = try document(mode)
        let choices = try #require(document["security"]?.array)
        #expect(choices.map { $0.object?.members.map(\.name) } == schemes.map { [$0] })
        for scheme in schemes {
            #expect(document["components"]?["securitySchemes"]?[scheme] != nil)
        }
    }

    @Test(arguments: [false, true])
    func `the endpoints without credentials are those that are open`(isPublic: Bool) throws {
        var settings = Settings()
        settings.auth.mode = .apiKey
        settings.server.playground = true
        settings.metrics.isPublic = isPublic
        let open = RouteTable.offered(settings).filter { $0.isOpen(settings) }
        let described = operations(try document(settings)).filter { $0.operation["security"] == [] }
        #expect(described.map(\.name).sorted() == open.map { "\($0.method) \($0.path)" }.sorted())
        #expect(open.contains { $0.path == "/metrics" } == isPublic)
    }

    @Test func `the offered models are named, whatever their ids`() throws {
        let model = OfferedModel(
            id: "local/\"llama\"",
            name: "Llama",
            provider: "local",
            targets: [ModelTarget(model: "llama")]
        )
        let schema = try document(models: [model])["components"]?["schemas"]?["ModelID"]
        #expect(schema?["anyOf"]?[0]?["enum"] == ["local/\"llama\""])
    }
}
