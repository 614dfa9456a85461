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

    // Chat completions

    private func complete(_ exchange: Exchange, _ body: borrowing ByteBuffer) {
        do throws(JSONError) {
            let request = try MockCompletionRequest(body.bytes)
            var script = script
            do throws(MockDirective.Fault) {
                try script.apply(directiveIn: request.prompt.span)
            } catch {
                return refuse(exchange, .badRequest(error.description))
            }
            if script.text == .demo, script.toolCalls.isEmpty,
                let call = DemoTools.call(for: request)
            {
                script.toolCalls = [call]
            }
            begin(exchange, request, script)
        } catch {
            refuse(
                exchange,
                .badRequest("We could not parse the JSON body of your request: \(error).")
            )
        }
    }

    private func begin(_ exchange: Exchange, _ request: MockCompletionRequest, _ script: MockScript)
    {
        MockCounters.increment(counters.started)
        serial += 1
        let fault = fault(of: script)
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
        case .status, .silence, .reset, .drop, .stall, .garbage, .error, nil: break
        }
        guard needsRaw else { return .exchange(exchange) }
        guard let connection = exchange.takeOver() else { return nil }
        let response = RawResponse(on: connection, isSplit: script.wire.isSplit)
        rawResponses.removeAll { !$0.isOpen }
        rawResponses.append(response)
        return .raw(response)
    }

    private func refuse(_ exchange: Exchange, _ error: MockError) {
        let body = error.body
        exchange.respond(error.status, contentType: "application/json", body: body.bytes)
    }

    // The other routes

    private func listModels(_ exchange: Exchange) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("object")
        json.string("list")
        json.key("data")
        json.beginArray()
        for model in ["gpt-4o", "gpt-4o-mini", "mamba-mock"] {
            json.beginObject()
            json.key("id")
            json.string(model)
            json.key("object")
            json.string("model")
            json.key("created")
            json.int(1_715_367_049)
            json.key("owned_by")
            json.string("mamba-mock")
            json.endObject()
        }
        json.endArray()
        json.endObject()
        respond(exchange, json.finish())
    }

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

    private func respond(_ exchange: Exchange, _ body: consuming ByteBuffer) {
        exchange.respond(.ok, contentType: "application/json", body: body.bytes)
    }
}

extension MockApplication: HTTPApplication {
    func decide(about exchange: Exchange, head: RequestHead) -> Admission {
        .admitted(bodyByteCountMax: 256 * 1024 * 1024)
    }

    func answer(_ exchange: Exchange, head: RequestHead, body: consuming ByteBuffer) {
        switch (head.method, head.path) {
        case (.post, "/v1/chat/completions"), (.post, "/chat/completions"):
            complete(exchange, body)
        case (.get, "/v1/models"), (.get, "/models"): listModels(exchange)
        case (.get, "/mock/stats"): reportStatistics(exchange)
        case (.get, "/mock/cancels"): reportCancels(exchange)
        default: refuse(exchange, .notFound)
        }
    }

    func reject(_ exchange: Exchange, error: HTTPError) {
        let error = MockError(error.status, error.description, type: "invalid_request_error")
        refuse(exchange, error)
    }

    func exchangeEnded(_ exchange: Exchange) {}

    func serverDidEmpty() {}
}
