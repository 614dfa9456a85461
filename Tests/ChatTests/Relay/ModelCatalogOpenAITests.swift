import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ModelCatalogOpenAITests {
    private static let models = ModelCatalog(
        [
            OfferedModel(
                id: "openai/a/b",
                name: "A",
                provider: "openai",
                targets: [ModelTarget(model: "b")]
            ),
            OfferedModel(
                id: "local",
                name: "L",
                provider: "me \"x\"",
                targets: [ModelTarget(model: "l")]
            ),
        ],
        defaultModel: "local"
    )

    @Test func `the list has the models in their order`() throws {
        var output = ByteBuffer()
        Self.models.writeOpenAIList(into: &output)
        let list = try JSONValue(parsing: output.bytes)
        #expect(list["object"] == "list")
        #expect(list["data"]?.array?.map { $0["id"]?.string } == ["openai/a/b", "local"])
    }

    @Test func `a model has what OpenAI's clients read`() throws {
        var output = ByteBuffer()
        try Self.models.writeOpenAIModel("local", into: &output)
        #expect(
            try JSONValue(parsing: output.bytes)
                == ["id": "local", "object": "model", "created": 0, "owned_by": "me \"x\""]
        )
        output.removeAll()
        try Self.models.writeOpenAIModel("openai/a/b", into: &output)
        #expect(try JSONValue(parsing: output.bytes)["id"] == "openai/a/b")
    }

    @Test(arguments: ["", "b", "openai/a", "openai/a/b/", "LOCAL"])
    func `a model that is not listed is not found`(id: String) {
        var output = ByteBuffer()
        var found: OpenAIError?
        do throws(OpenAIError) {
            try Self.models.writeOpenAIModel(id, into: &output)
        } catch {
            found = error
        }
        #expect(found == .modelNotFound)
        #expect(OpenAIError.modelNotFound.status == 404)
        #expect(OpenAIError.modelNotFound.param == "model")
    }
}
