// POST /chat/completions and /chat: from a request's bytes to a running answer.

internal import Bytes
internal import Chat
internal import Configuration
internal import HTTP
internal import HTTPServer

/// Reads a chat request, chooses the client's protocol and starts the answer.
final class ChatHandler: RequestHandler {
    private let service: Service
    /// The release of the AI SDK that clients run which do not tell theirs.
    private let standardRelease: SDKRelease

    init(_ service: Service) {
        self.service = service
        standardRelease = SDKRelease(service.settings.stream.aiSDKVersion) ?? .oldest
    }

    func handle(_ exchange: Exchange, _ head: RequestHead, body: consuming ByteBuffer) {
        guard service.hasRoomForStream else { return exchange.turnAway() }
        do throws(RequestRejection) {
            let answer = try ClientDialect(head, standard: standardRelease)
            let request = try read(head, body.bytes, contract: answer.contract)
            let shape = answer.shape(for: request)
            let affinityKey = head.affinityKey ?? request.affinityKey(in: body.bytes)
            let targets = request.model.targets.ranked(by: affinityKey.span)
            let provider = service.provider(of: targets[0])
            let continuation = request.continuation
            let completion = try CompletionRequest(
                consume request,
                body: body,
                form: ModelCallForm(
                    targets[0],
                    asksForUsage: provider.health.takesStreamOptions,
                    tellsReasoning: provider.tellsReasoning
                ),
                offersTools: shape.showsTools
            )
            let encoder = shape.encoder(for: answer.release)
            var machine = AnswerMachine(
                encoder: encoder,
                answerID: UUIDText.canonical(exchange.request.requestID),
                continuation: continuation,
                tools: completion.tools,
                stepCountMax: service.settings.agent.maxSteps
            )
            machine.tellsCost = service.settings.stream.showsCost
            let engine = ConversationEngine(
                machine,
                targets: targets,
                request: completion,
                headLines: encoder.headLines,
                eventByteCountMax: service.settings.stream.eventBytesMax
            )
            AnswerSession(service, exchange: exchange, engine: engine).start()
        } catch {
            exchange.refuse(error)
        }
    }

    private func read(
        _ head: RequestHead,
        _ body: Span<UInt8>,
        contract: RequestContract
    ) throws(RequestRejection) -> ChatRequest {
        guard head.contentType.isReadAsChat(hasOrigin: head.fields.first("origin") != nil) else {
            throw .notAnObject(body)
        }
        let limits = service.settings.limits
        return try ChatRequest(
            body,
            contract: contract,
            models: service.models,
            limits: ChatRequestLimits(
                messageCountMax: limits.messagesMax,
                partCountMax: limits.partsMax
            )
        )
    }
}

extension RequestHead {
    /// Whether the body is to be read as JSON.
    var contentType: RequestContentType {
        let fields = fields
        guard let index = fields.firstIndex(of: "content-type") else {
            return RequestContentType(nil)
        }
        return RequestContentType(fields.valueBytes(at: index))
    }
}
