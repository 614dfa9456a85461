// POST /title/generate: a short title for a conversation, or `useFallback: true`.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import JSON
internal import Synchronization

/// Asks the model for a title; whatever goes wrong, the client is told to use its own.
final class TitleHandler: RequestHandler {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        // A title costs the provider and this process what a stream does.
        guard service.hasRoomForStream else { return exchange.turnAway() }
        do throws(RequestRejection) {
            guard head.contentType == .json else { throw .notAnObject(body.bytes) }
            let request = try TitleRequest(body.bytes)
            let title = service.settings.title
            let model = service.models.configuredChoice(title.model)
            let completion = request.completionRequest(
                body: body.bytes,
                target: model.targets[0],
                lengthMax: title.maxLength,
                parameters: model.titleParameters(service.settings)
            )
            let engine = TitleEngine(
                completion,
                targets: model.targets,
                lengthMax: title.maxLength
            )
            AnswerSession(
                service,
                exchange: exchange,
                engine: engine,
                limits: .ofTitle(service.settings)
            ).start()
        } catch {
            exchange.refuse(error)
        }
    }
}
