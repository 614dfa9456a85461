// POST /title/generate: a short title for a conversation, or the word that there is none.

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
            let completion = request.completionRequest(
                body: body.bytes,
                model: title.model,
                lengthMax: title.maxLength,
                parameters: service.models.titleParameters(service.settings)
            )
            var encoded = ByteBuffer()
            completion.encodeBody(into: &encoded, stream: false)
            exchange.request.requestedModel = completion.model
            let telemetry = ModelCallTelemetry(service, exchange, model: completion.model)
            TitleSession(
                service,
                exchange: exchange,
                request: Array(encoded.bytes),
                telemetry: telemetry
            ).start()
        } catch {
            exchange.refuse(error)
        }
    }
}

/// One title being made.
private final class TitleSession: ExchangeObserver {
    private let service: Service
    private let exchange: Exchange
    private let settings: Settings.Title
    private var call: ProviderCall?
    private var isOver = false

    init(
        _ service: Service,
        exchange: Exchange,
        request: [UInt8],
        telemetry: ModelCallTelemetry
    ) {
        self.service = service
        self.exchange = exchange
        settings = service.settings.title
        call = ProviderCall(
            service,
            url: service.completionsURL,
            request: request,
            telemetry: telemetry
        ) { [self] outcome, answer in ended(outcome, answer) }
    }

    func start() {
        exchange.observer = self
        exchange.request.isAnswer = true
        service.counts.streams.add(1, ordering: .relaxed)
        service.metrics.streamBegan()
        call?.start(for: exchange, timeout: settings.timeout)
    }

    /// Makes room for another stream.
    private func leave() {
        guard !isOver else { return }
        isOver = true
        service.counts.streams.subtract(1, ordering: .relaxed)
    }

    private func ended(_ outcome: ProviderCall.Outcome, _ answer: Span<UInt8>) {
        call = nil
        leave()
        if let failure = outcome.failure(answer) {
            return fallBack(because: failure.cause, failure.detail)
        }
        do throws(TitleText.Failure) {
            respond(try TitleText.title(ofCompletion: answer, lengthMax: settings.maxLength))
        } catch {
            fallBack(because: error.cause, error.detail)
        }
    }

    private func fallBack(because cause: ChatError, _ detail: String) {
        exchange.request.errorCode = cause.code
        exchange.request.errorDetail = detail
        respond(nil)
    }

    private func respond(_ title: String?) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("title")
        json.string(title ?? "")
        json.key("useFallback")
        json.bool(title == nil)
        json.endObject()
        exchange.respond(.ok, json: json.finish())
    }

    func clientLeft(_ exchange: Exchange) {
        call?.cancel()
        call = nil
        leave()
    }

    func clientTookOutput(_ exchange: Exchange) {}
}
