// The models in the form in which OpenAI's API lists them.

public import Bytes
internal import JSON

extension ModelCatalog {
    /// Appends the body of `GET /v1/models`.
    ///
    /// OpenAI API reference: list models.
    public func writeOpenAIList(into output: inout ByteBuffer) {
        var json = JSONWriter(appendingTo: output)
        json.beginObject()
        json.key("object")
        json.string("list")
        json.key("data")
        json.beginArray()
        for model in models { model.writeOpenAIModel(to: &json) }
        json.endArray()
        json.endObject()
        output = json.finish()
    }

    /// Appends the body of `GET /v1/models/{id}`.
    ///
    /// - Throws: A 404 where no model of that id is listed.
    public func writeOpenAIModel(
        _ id: String,
        into output: inout ByteBuffer
    ) throws(OpenAIError) {
        guard let model = models.first(where: { $0.id == id }) else { throw .modelNotFound }
        var json = JSONWriter(appendingTo: output)
        model.writeOpenAIModel(to: &json)
        output = json.finish()
    }
}

extension OfferedModel {
    fileprivate func writeOpenAIModel(to json: inout JSONWriter) {
        json.beginObject()
        json.key("id")
        json.string(id)
        json.key("object")
        json.string("model")
        // The settings do not tell when a model was made, and clients want a number.
        json.key("created")
        json.int(0)
        json.key("owned_by")
        json.string(provider)
        json.endObject()
    }
}
