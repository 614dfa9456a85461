// POST /v1/chat/completions and its neighbours: from a client of OpenAI's API to a running answer.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer
internal import Providers

/// Reads what matters of a request in OpenAI's form and passes it on.
final class CompletionsHandler: RequestHandler {
    private let service: Service
    private let operation: RelayOperation

    init(_ service: Service, _ operation: RelayOperation) {
        self.service = service
        self.operation = operation
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        guard service.hasRoomForStream else { return exchange.turnAway() }
        let hasOrigin = head.fields.first("origin") != nil
        guard head.contentType.isReadAsChat(hasOrigin: hasOrigin) else {
            return exchange.refuse(.notJSON, code: "REQUEST_INVALID")
        }
        do throws(OpenAIError) {
            let request = try RelayRequest(body, models: service.models, operation: operation)
            let eventByteCountMax = service.settings.stream.eventBytesMax
            let affinityKey = head.affinityKey ?? request.affinityKey
            let targets = try answering(request.targets).ranked(by: affinityKey.span)
            let engine: any AnswerEngine =
                request.isStream
                ? StreamRelay(
                    request,
                    targets: targets,
                    operation: operation,
                    eventByteCountMax: eventByteCountMax
                ) : WholeRelay(request, targets: targets, operation: operation)
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

extension CompletionsHandler {
    /// The targets whose providers have the endpoint.
    private func answering(_ targets: [ModelTarget]) throws(OpenAIError) -> [ModelTarget] {
        guard operation != .chat else { return targets }
        let able = targets.filter { service.provider(of: $0).dialect.isNative }
        guard !able.isEmpty else { throw .noSuchEndpoint }
        return able
    }
}

extension RequestHead {
    /// What the client names its conversation by, if it does.
    var affinityKey: [UInt8]? { fields.first("x-session-id").map { Array($0.utf8) } }
}

extension OpenAIError {
    fileprivate static let noSuchEndpoint = OpenAIError(
        status: 400,
        "The model's provider does not have this endpoint.",
        param: "model",
        code: "invalid_request"
    )
    fileprivate static let notJSON = OpenAIError(
        status: 400,
        "The body's Content-Type must be application/json.",
        code: "invalid_request"
    )
}
