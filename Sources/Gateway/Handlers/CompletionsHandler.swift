// POST /v1/chat/completions: from a client of OpenAI's API to a running answer.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer

/// Reads what matters of a request in OpenAI's form and passes it on.
final class CompletionsHandler: RequestHandler {
    private let service: Service

    init(_ service: Service) {
        self.service = service
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        guard service.hasRoomForStream else { return exchange.turnAway() }
        let hasOrigin = head.fields.first("origin") != nil
        guard head.contentType.isReadAsChat(hasOrigin: hasOrigin) else {
            return exchange.refuse(.notJSON, code: "REQUEST_INVALID")
        }
        do throws(OpenAIError) {
            let request = try RelayRequest(body, models: service.models)
            let eventByteCountMax = service.settings.stream.eventBytesMax
            let affinityKey = request.affinityKey
            let targets = request.targets.ranked(by: affinityKey.span)
            let engine: any AnswerEngine =
                request.isStream
                ? StreamRelay(request, targets: targets, eventByteCountMax: eventByteCountMax)
                : WholeRelay(request, targets: targets)
            AnswerSession(service, exchange: exchange, engine: engine).start()
        } catch {
            let isModel = error == .modelNotFound
            exchange.refuse(
                error,
                code: isModel ? ChatError.modelNotFound.code : "REQUEST_INVALID"
            )
        }
    }
}

extension OpenAIError {
    fileprivate static let notJSON = OpenAIError(
        status: 400,
        "The body's Content-Type must be application/json.",
        code: "invalid_request"
    )
}
