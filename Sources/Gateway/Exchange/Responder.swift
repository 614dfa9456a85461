// Whole responses in the few shapes that the API has.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer
internal import JSON

extension Exchange {
    /// Answers with a JSON text.
    func respond(_ status: Status, json body: borrowing ByteBuffer) {
        respond(status, contentType: "application/json", body: body.bytes)
    }

    /// Answers with a JSON text.
    func respond(_ status: Status, json body: String) {
        respond(status, contentType: "application/json", body: body.utf8.span)
    }

    /// Answers with the sentence that says what is wrong, in the shape of the original's errors; on the paths of
    /// OpenAI's API in the shape of its errors.
    func respond(_ status: Status, detail: String) {
        guard !request.speaksOpenAI else {
            return refuse(OpenAIError(status: status.code, detail, code: status.openAICode))
        }
        guard !request.showsRefusals else {
            return respond(status, sentence: detail, code: errorCode(of: status))
        }
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("detail")
        json.string(detail)
        json.endObject()
        respond(status, json: json.finish())
    }

    /// Answers with the sentence that says what is wrong and the code for programs.
    func respond(_ status: Status, detail: String, code: String) {
        guard !request.speaksOpenAI else {
            return refuse(OpenAIError(status: status.code, detail, code: status.openAICode))
        }
        guard !request.showsRefusals else {
            return respond(status, sentence: detail, code: code)
        }
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("detail")
        json.string(detail)
        json.key("code")
        json.string(code)
        json.endObject()
        respond(status, json: json.finish())
    }

    /// The code of a refusal in the form of the others: that for the log, else the phrase of its status.
    private func errorCode(of status: Status) -> String {
        var code = ""
        for character in request.errorCode ?? status.reason.description {
            let beginsWord = character.isUppercase && code.last?.isLowercase == true
            if beginsWord { code.append("_") }
            code.append(character.isLetter ? character : "_")
        }
        return code.uppercased()
    }

    /// Answers with the sentence that says what is wrong, for clients that show the body to their user; the code for
    /// programs is beside it.
    private func respond(_ status: Status, sentence: String, code: String) {
        fields.append(("X-Mamba-Error", code))
        respond(status, text: sentence)
    }

    /// Answers without content.
    func respond(_ status: Status) {
        respond(status, contentType: nil, body: Span())
    }

    /// Answers with plain text.
    func respond(_ status: Status, text: String) {
        respond(status, contentType: "text/plain; charset=utf-8", body: text.utf8.span)
    }

    /// Answers a request whose body is not taken, and says why.
    func refuse(_ rejection: RequestRejection) {
        let status: Status =
            switch rejection.status {
            case 400: .badRequest
            case 413: .contentTooLarge
            default: .unprocessableContent
            }
        request.errorCode = "REQUEST_INVALID"
        guard !request.showsRefusals else {
            return respond(status, sentence: rejection.sentence, code: "REQUEST_INVALID")
        }
        var body = ByteBuffer()
        rejection.write(into: &body)
        respond(status, json: body)
    }

    /// Answers a request in the shape of OpenAI's errors.
    ///
    /// - Parameter code: The cause for the log, where it is not known yet.
    func refuse(_ error: OpenAIError, code: String? = nil) {
        if let code { request.errorCode = code }
        var body = ByteBuffer()
        error.write(into: &body)
        respond(Status(ofError: error.status), json: body)
    }

    /// Answers with the cause for which an answer could not begin.
    ///
    /// In the shape of OpenAI's errors to its clients; as the bare sentence to others, which show the body as it is.
    ///
    /// - Parameter members: What a client of OpenAI's API gets of the provider's error.
    func refuse(_ error: ChatError, _ members: ErrorMembers = ErrorMembers()) {
        guard !request.speaksOpenAI else { return refuse(OpenAIError(error, members)) }
        respond(
            Status(ofError: error.status),
            sentence: error.sentence.description,
            code: error.code
        )
    }

    /// Refuses an answer because there are as many as the process can serve.
    func turnAway() {
        request.errorCode = "OVERLOADED"
        fields.append(("Retry-After", "1"))
        respond(.serviceUnavailable, detail: "The server has as many streams as it can serve")
    }

    /// Refuses an answer because the provider has as many calls as it is to have.
    func refuseAsBusy() {
        let error = ChatError.providerBusy
        request.errorCode = error.code
        fields.append(("Retry-After", "1"))
        respond(.serviceUnavailable, detail: error.sentence.description, code: error.code)
    }
}

extension Status {
    private static let errors: [Status] = [
        .badRequest, .unauthorized, .notFound, .methodNotAllowed, .requestTimeout,
        .contentTooLarge, .uriTooLong, .unsupportedMediaType, .expectationFailed,
        .tooManyRequests, .requestHeaderFieldsTooLarge, .notImplemented, .badGateway,
        .serviceUnavailable, .gatewayTimeout,
    ]

    /// The status of an error by its code, with the phrase that goes with it.
    fileprivate init(ofError code: Int) {
        self = Self.errors.first { $0.code == code } ?? .internalServerError
    }

    /// The name by which clients of OpenAI's API know why a request was refused before anybody read it.
    fileprivate var openAICode: String? {
        switch self {
        case .unauthorized: "invalid_api_key"
        case .notFound: "unknown_url"
        case .methodNotAllowed: "method_not_allowed"
        case .requestTimeout: "request_timeout"
        case .contentTooLarge: "request_too_large"
        case .tooManyRequests: "rate_limit_exceeded"
        case .serviceUnavailable: "overloaded"
        default: "invalid_request"
        }
    }
}
