// The words in which each provider refuses.

internal import HTTP

extension MockDialect {
    /// A request that makes no sense.
    func badRequest(_ message: String) -> MockError { error(400, message) }

    /// The error that a script asks for, with the words that the provider uses for the status.
    func scriptedError(_ status: Int, _ script: MockScript) -> MockError {
        var error = error(status, message(of: status))
        if let code = script.errorCode {
            error.code = code
        } else if self == .chatCompletions || self == .responses {
            error.code = openAICode(of: status)
        }
        if self == .generateContent { error.retryDelay = script.retryAfter }
        return error
    }

    /// The error of a prompt that the provider's filter has blocked.
    var blockedPrompt: MockError {
        var error =
            self == .azure
            ? error(
                400,
                "The response was filtered due to the prompt triggering Azure OpenAI's content "
                    + "management policy. Please modify your prompt and retry."
            )
            : error(400, "Your prompt was flagged as potentially violating our usage policy.")
        error.code = self == .azure ? "content_filter" : "invalid_prompt"
        return error
    }

    /// The error of a request that builds upon something kept, of which there is nothing.
    func notKept(_ id: String) -> MockError {
        var error = error(400, "Previous response with id '\(id)' not found.")
        if id.hasPrefix("resp_") {
            error.parameter = "previous_response_id"
            error.code = "previous_response_not_found"
            return error
        }
        return self.error(
            404,
            "Item with id '\(id)' not found. Items are not persisted when `store` is set to false."
        )
    }

    /// The error of a request without the signatures of the rounds before it.
    var missingSignature: MockError {
        switch self {
        case .messages: badRequest("messages: Invalid `signature` in `thinking` block")
        case .generateContent:
            badRequest("Function call is missing a thought_signature in functionCall parts.")
        case .chatCompletions, .azure, .responses:
            badRequest(
                "Item of type 'function_call' was provided without its required 'reasoning' item."
            )
        }
    }

    /// An error with the type that goes with its status.
    func error(_ status: Int, _ message: String) -> MockError {
        MockError(
            dialect: self,
            status: Self.status(status),
            message: message,
            type: type(of: status)
        )
    }

    private static func status(_ code: Int) -> Status {
        switch code {
        case 400: .badRequest
        case 401: .unauthorized
        case 404: .notFound
        case 429: .tooManyRequests
        default: Status(code, "Scripted Error")
        }
    }

    private func type(of status: Int) -> String {
        switch self {
        case .chatCompletions, .azure, .responses:
            status == 429 ? "requests" : status >= 500 ? "server_error" : "invalid_request_error"
        case .messages: messagesType(of: status)
        case .generateContent: googleStatus(of: status)
        }
    }

    private func messagesType(of status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 409: "conflict_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 504: "timeout_error"
        case 529: "overloaded_error"
        case 500...: "api_error"
        default: "invalid_request_error"
        }
    }

    private func googleStatus(of status: Int) -> String {
        switch status {
        case 401: "UNAUTHENTICATED"
        case 403: "PERMISSION_DENIED"
        case 404: "NOT_FOUND"
        case 409: "ABORTED"
        case 429: "RESOURCE_EXHAUSTED"
        case 499: "CANCELLED"
        case 501: "UNIMPLEMENTED"
        case 503: "UNAVAILABLE"
        case 504: "DEADLINE_EXCEEDED"
        case 500...: "INTERNAL"
        default: "INVALID_ARGUMENT"
        }
    }

    private func openAICode(of status: Int) -> String? {
        switch status {
        case 401: "invalid_api_key"
        case 404: "model_not_found"
        case 429: "rate_limit_exceeded"
        default: nil
        }
    }

    private func message(of status: Int) -> String {
        switch (self, status) {
        case (.chatCompletions, 401), (.responses, 401): "Incorrect API key provided: mock."
        case (.azure, 401): "Access denied due to invalid subscription key or wrong API endpoint."
        case (.messages, 401): "invalid x-api-key"
        case (.generateContent, 401), (.generateContent, 403): "API key not valid."
        case (.chatCompletions, 404), (.responses, 404):
            "The model does not exist or you do not have access to it."
        case (.azure, 404): "The API deployment for this resource does not exist."
        case (.messages, 404): "model: mock"
        case (.generateContent, 404): "models/mock is not found for API version v1beta."
        case (.chatCompletions, 429), (.responses, 429): "Rate limit reached for requests."
        case (.azure, 429): "Requests have exceeded the call rate limit of your pricing tier."
        case (.messages, 429): "This request would exceed your rate limit."
        case (.generateContent, 429): "Resource has been exhausted (e.g. check quota)."
        case (.messages, 529): "Overloaded"
        case (.messages, 500...): "Internal server error"
        case (.generateContent, 503): "The model is overloaded. Please try again later."
        case (.generateContent, 500...): "An internal error has occurred."
        case (_, 500...): "The server had an error while processing your request."
        default: "The request was refused, as the script says."
        }
    }
}
