// Whether clients are told the same about tools as models are.

import Configuration
import JSON
import Testing

@testable import Chat
@testable import Gateway

@Suite struct OpenAPIDocumentToolSchemasTests {
    /// A schema without what is said for people or models only, its members in the order of their names, its
    /// references by the bare name.
    private func bare(_ schema: JSONValue) -> JSONValue {
        switch schema {
        case .object(let object):
            var kept = JSONObject()
            for member in object.members.sorted(by: { $0.name < $1.name }) {
                switch (member.name, member.value) {
                case ("title", .string), ("description", .string), ("default", _), ("$defs", _):
                    break
                case ("$ref", .string(let reference)):
                    kept["$ref"] = .string(String(reference.split(separator: "/").last ?? ""))
                default: kept[member.name] = bare(member.value)
                }
            }
            return .object(kept)
        case .array(let elements): return .array(elements.map(bare))
        default: return schema
        }
    }

    @Test(arguments: [
        (DisplayTool.form, "FormArguments"), (.chart, "ChartArguments"), (.code, "CodeArguments"),
        (.card, "CardArguments"),
    ])
    func `the arguments of a tool are those that models are told of`(
        _ tool: DisplayTool,
        _ name: String
    ) throws {
        let catalog = ModelCatalog([], defaultModel: "gpt-4o")
        let document = try JSONValue(
            parsing: OpenAPIDocument(Settings(), models: catalog).bytes.span
        )
        let schemas = try #require(document["components"]?["schemas"])
        let definition = try JSONValue(parsing: tool.definition.encoded.span)
        let parameters = try #require(definition["function"]?["parameters"])
        #expect(bare(try #require(schemas[name])) == bare(parameters))
        for definition in parameters["$defs"]?.object?.members ?? [] {
            #expect(bare(try #require(schemas[definition.name])) == bare(definition.value))
        }
    }
}
