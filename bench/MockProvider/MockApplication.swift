// Routes the mock's requests and begins its answers.

internal import Bytes
internal import HTTP
internal import HTTPServer
internal import JSON
internal import Reactor
internal import System
internal import Timing

/// The program behind the mock's server.
final class MockApplication {
    private let loop: Loop
    private let script: MockScript
    private let counters: MockCounters
    private var serial = 0
    private var rawResponses: [RawResponse] = []

    init(on loop: Loop, script: MockScript, counters: MockCounters) {
        self.loop = loop
        self.script = script
        self.counters = counters
    }

    func stop() {
        for response in rawResponses { response.reset() }
        rawResponses = []
    }

    // Answers

    private func answer(_ exchange: Exchange, _ route: MockRoute, _ body: borrowing ByteBuffer) {
        serial += 1
        let dialect = route.dialect
        if let field = dialect.requestIDField {
            exchange.fields.append((name: field, value: dialect.requestID(serial)))
        }
        if let head = exchange.head, let error = dialect.fault(in: head) {
            return refuse(exchange, error)
        }
        do throws(JSONError) {
            var request = try MockRequest(body.bytes, in: dialect)
            request.take(route)
            if let error = request.fault { return refuse(exchange, error) }
            var script = script
            do throws(MockDirective.Fault) {
                try script.apply(directiveIn: request.prompt.span)
            } catch {
                return refuse(exchange, dialect.badRequest(error.description))
            }
            if script.text == .demo, script.toolCalls.isEmpty,
                let call = DemoTools.call(for: request)
            {
                script.toolCalls = [call]
            }
            guard Signature.areBroughtBack(in: body.bytes, request, script) else {
                return refuse(exchange, dialect.missingSignature)
            }
            begin(exchange, request, script)
        } catch {
            refuse(
                exchange,
                dialect.badRequest("We could not parse the JSON body of your request: \(error).")
            )
        }
    }

    private func begin(_ exchange: Exchange, _ request: MockRequest, _ script: MockScript) {
        MockCounters.increment(counters.started)
        var script = script
        var fault = fault(of: script)
        if fault == .blocked, request.dialect.answersBlockedPrompts {
            script.isBlocked = true
            fault = nil
        }
        guard let outlet = outlet(for: exchange, script: script, fault: fault) else {
            return counters.countCancel(of: script.id, atNanoseconds: Instant.now.nanoseconds)
        }
        let answer = MockAnswer(
            script: script,
            fault: fault,
            request: request,
            outlet: outlet,
            place: MockAnswer.Place(loop: loop, counters: counters, serial: serial)
        )
        switch outlet {
        case .exchange(let exchange): exchange.observer = answer
        case .raw(let response): response.observer = answer
        }
        answer.start()
    }

    /// The fault of this attempt.
    private func fault(of script: MockScript) -> MockFault? {
        guard let fault = script.fault, let count = script.faultCount else { return script.fault }
        return counters.countAttempt(of: script.id) < count ? fault : nil
    }

    private func outlet(
        for exchange: Exchange,
        script: MockScript,
        fault: MockFault?
    ) -> Outlet? {
        var needsRaw = script.wire.isSplit
        switch fault {
        case .cut, .close: needsRaw = true
        case .status, .blocked, .silence, .reset, .drop, .stall, .garbage, .error, nil: break
        }
        guard needsRaw else { return .exchange(exchange) }
        guard let connection = exchange.takeOver() else { return nil }
        let response = RawResponse(on: connection, isSplit: script.wire.isSplit)
        rawResponses.removeAll { !$0.isOpen }
        rawResponses.append(response)
        return .raw(response)
    }

    private func refuse(_ exchange: Exchange, _ error: MockError) {
        var error = error
        error.requestID = error.dialect.requestID(serial)
        let body = error.body
        exchange.respond(error.status, contentType: "application/json", body: body.bytes)
    }

    // The other routes

    private static let notFound = MockError(
        dialect: .chatCompletions,
        status: .notFound,
        message:
            "The mock serves POST /v1/chat/completions, /v1/completions, /v1/embeddings, "
            + "/v1/responses, /v1/messages and /v1beta/models/{model}:generateContent, and "
            + "GET /v1/models, /mock/stats, /mock/cancels.",
        type: "invalid_request_error",
        code: "unknown_url"
    )

    private func reportStatistics(_ exchange: Exchange) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        counters.statistics.write(to: &json)
        respond(exchange, json.finish())
    }

    private func reportCancels(_ exchange: Exchange) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginArray()
        for cancel in counters.cancels() {
            json.beginArray()
            json.int(Int(cancel.id))
            json.int(Int(clamping: cancel.nanoseconds))
            json.endArray()
        }
        json.endArray()
        respond(exchange, json.finish())
    }

    private func respond(_ exchange: Exchange, _ answer: consuming OtherEndpoints.Answer?) {
        guard let answer else {
            return refuse(
                exchange,
                MockDialect.chatCompletions.badRequest("The body is no object.")
            )
        }
        exchange.respond(.ok, contentType: answer.type, body: answer.body.bytes)
    }

    private func respond(_ exchange: Exchange, _ body: consuming ByteBuffer) {
        exchange.respond(.ok, contentType: "application/json", body: body.bytes)
    }
}

extension MockApplication: HTTPApplication {
    func decide(about exchange: Exchange, head: RequestHead) -> Admission {
        .admitted(bodyByteCountMax: 256 * 1024 * 1024)
    }

    func answer(_ exchange: Exchange, head: RequestHead, body: consuming ByteBuffer) {
        if let route = MockRoute(head) { return answer(exchange, route, body) }
        switch (head.method, head.path) {
        case (.post, "/v1/embeddings"):
            respond(exchange, OtherEndpoints.embeddings(body.bytes))
        case (.post, "/v1/completions"):
            respond(exchange, OtherEndpoints.completion(body.bytes))
        case (.get, "/v1/models") where head.fields.first("anthropic-version") != nil:
            respond(exchange, MockModelList.messages)
        case (.get, "/v1/models") where head.fields.first("x-goog-api-key") != nil:
            respond(exchange, MockModelList.gemini)
        case (.get, "/v1/models"), (.get, "/models"), (.get, "/openai/v1/models"):
            respond(exchange, MockModelList.openAI)
        case (.get, "/v1beta/models"): respond(exchange, MockModelList.gemini)
        case (.get, "/mock/stats"): reportStatistics(exchange)
        case (.get, "/mock/cancels"): reportCancels(exchange)
        default: refuse(exchange, Self.notFound)
        }
    }

    func reject(_ exchange: Exchange, error: HTTPError) {
        refuse(
            exchange,
            MockError(
                dialect: .chatCompletions,
                status: error.status,
                message: error.description,
                type: "invalid_request_error"
            )
        )
    }

    func exchangeEnded(_ exchange: Exchange) {}

    func serverDidEmpty() {}
}
