// The APIs that the mock speaks, and how they differ.

internal import HTTP

/// An API of a provider.
enum MockDialect: Sendable {
    /// Chat completions of OpenAI.
    case chatCompletions
    /// Chat completions of Azure OpenAI.
    case azure
    /// Messages of Anthropic.
    case messages
    /// `generateContent` and `streamGenerateContent` of Gemini.
    case generateContent
    /// Responses of OpenAI.
    case responses

    /// Tells whether a tool call comes whole, not in fragments of its arguments.
    var hasWholeCalls: Bool { self == .generateContent }

    /// Tells whether error answers have `Retry-After`; Gemini has the time in the error's details.
    var hasRetryAfter: Bool { self != .generateContent }

    /// Tells whether a blocked prompt is answered, without content, instead of refused.
    var answersBlockedPrompts: Bool { self == .messages || self == .generateContent }

    /// The name of the response field with the id of the request, or nil if there is none.
    var requestIDField: StaticString? {
        switch self {
        case .chatCompletions, .generateContent: nil
        case .azure, .responses: "x-request-id"
        case .messages: "request-id"
        }
    }

    /// The id of a request.
    func requestID(_ serial: Int) -> String { "req_mock_\(serial)" }

    /// Makes the encoder of an answer.
    func encoder(_ plan: AnswerPlan, request: MockRequest) -> any MockAnswerEncoder {
        switch self {
        case .chatCompletions, .azure: ChatCompletionsEncoder(plan, request: request)
        case .messages: MessagesEncoder(plan, request: request)
        case .generateContent: GenerateContentEncoder(plan, request: request)
        case .responses: ResponsesEncoder(plan, request: request)
        }
    }

    /// What is wrong with a request's head, if anything: what the provider demands is not there.
    func fault(in head: RequestHead) -> MockError? {
        switch self {
        case .chatCompletions: nil
        case .azure: azureFault(in: head)
        case .messages: messagesFault(in: head)
        case .generateContent: generateContentFault(in: head)
        case .responses: hasBearer(head) ? nil : error(401, "You didn't provide an API key.")
        }
    }

    private func azureFault(in head: RequestHead) -> MockError? {
        if head.path.hasPrefix("/openai/deployments/"), head.queryItem("api-version") == nil {
            return error(404, "Resource not found")
        }
        guard head.fields.first("api-key") != nil || hasBearer(head) else {
            return error(
                401,
                "Access denied due to invalid subscription key or wrong API endpoint."
            )
        }
        return nil
    }

    private func messagesFault(in head: RequestHead) -> MockError? {
        guard head.fields.first("x-api-key") != nil || hasBearer(head) else {
            return error(401, "x-api-key header is required")
        }
        guard head.fields.first("anthropic-version") != nil else {
            return error(400, "anthropic-version: header is required")
        }
        return nil
    }

    private func generateContentFault(in head: RequestHead) -> MockError? {
        guard
            head.fields.first("x-goog-api-key") != nil || head.queryItem("key") != nil
                || hasBearer(head)
        else {
            return error(
                403,
                "Method doesn't allow unregistered callers (callers without established identity)."
            )
        }
        return nil
    }

    private func hasBearer(_ head: RequestHead) -> Bool {
        head.fields.first("authorization")?.hasPrefix("Bearer ") == true
    }
}
