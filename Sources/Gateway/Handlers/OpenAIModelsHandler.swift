// GET /v1/models and /v1/models/{id}: the models as OpenAI's API lists them.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer

/// Answers with the catalogue, which never changes while the process runs, or with one model of it.
final class OpenAIModelsHandler: RequestHandler {
    private let models: ModelCatalog
    private let list: [UInt8]

    init(_ service: Service) {
        models = service.models
        var buffer = ByteBuffer()
        models.writeOpenAIList(into: &buffer)
        list = Array(buffer.bytes)
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        guard head.path.hasPrefix(RouteTable.modelPrefix) else {
            let list = self.list
            return exchange.respond(.ok, contentType: "application/json", body: list.span)
        }
        do throws(OpenAIError) {
            var model = ByteBuffer()
            let id = String(head.path.dropFirst(RouteTable.modelPrefix.count))
            try models.writeOpenAIModel(id, into: &model)
            exchange.respond(.ok, json: model)
        } catch {
            exchange.refuse(error, code: ChatError.modelNotFound.code)
        }
    }
}
