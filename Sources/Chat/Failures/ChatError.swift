// Every cause for which an answer fails, with its code, status and sentence: the only such table.

/// Why an answer could not be given or completed, in terms that a client may know.
///
/// What the provider said and where it stands never reaches a client; it belongs in the log.
public enum ChatError: String, Error, CaseIterable, Sendable {
    /// No connection to the provider within the connect timeout.
    case connectTimeout = "PROVIDER_CONNECT_TIMEOUT"
    /// The provider could not be reached, or broke off before it answered.
    case providerUnreachable = "PROVIDER_UNREACHABLE"
    /// The provider has failed so often that it is not asked for a while.
    case providerUnavailable = "PROVIDER_UNAVAILABLE"
    /// As many calls as the provider is to be asked at once are under way, and more wait than may.
    case providerBusy = "PROVIDER_BUSY"
    /// The provider is busy or we have used up our share of it.
    case rateLimited = "PROVIDER_RATE_LIMITED"
    /// The provider refuses our credentials.
    case providerAuthentication = "PROVIDER_AUTHENTICATION"
    /// The provider wants to be paid first, or our quota of it is used up.
    case accountExhausted = "PROVIDER_ACCOUNT"
    /// The provider cannot be asked as the settings say, or was itself not set up for what was asked.
    case providerMisconfigured = "PROVIDER_SETUP"
    /// The provider does not know the model.
    case modelNotFound = "MODEL_NOT_FOUND"
    /// The provider refuses the request as it stands.
    case requestRefused = "PROVIDER_REFUSED"
    /// The provider failed.
    case providerFailed = "PROVIDER_ERROR"
    /// The first content did not come in time.
    case firstTokenTimeout = "FIRST_TOKEN_TIMEOUT"
    /// The answer stood still for too long.
    case idleTimeout = "IDLE_TIMEOUT"
    /// The answer took longer than a stream may last.
    case totalTimeout = "STREAM_TIMEOUT"
    /// The provider's answer was cut before its end.
    case answerCut = "ANSWER_INCOMPLETE"
    /// The provider's answer could not be understood.
    case answerInvalid = "ANSWER_INVALID"
    /// The model said nothing.
    case answerEmpty = "ANSWER_EMPTY"
    /// The provider withheld the answer.
    case contentFiltered = "CONTENT_FILTERED"
    /// The model called a tool wrongly again after it had been told.
    case toolFailed = "TOOL_FAILED"
    /// The model asked for more rounds of tools than an answer may have.
    case stepLimit = "STEP_LIMIT"
    /// The model said more before it called a tool than can be told to it again.
    case answerTooLong = "ANSWER_TOO_LONG"
    /// The server is ending.
    case shuttingDown = "SERVER_SHUTTING_DOWN"
    /// A fault of the server itself.
    case internalError = "INTERNAL_ERROR"

    /// A stable code for logs, metrics and clients.
    public var code: String { rawValue }

    /// The status for a client whose response has not begun.
    ///
    /// RFC 9110 section 15.
    public var status: Int {
        switch self {
        case .connectTimeout, .firstTokenTimeout, .idleTimeout, .totalTimeout: 504
        case .rateLimited: 429
        case .modelNotFound: 404
        case .requestRefused: 400
        case .providerUnavailable, .providerBusy, .shuttingDown: 503
        case .internalError: 500
        case .providerUnreachable, .providerAuthentication, .accountExhausted,
            .providerMisconfigured, .providerFailed, .answerCut, .answerInvalid, .answerEmpty,
            .contentFiltered, .toolFailed, .stepLimit, .answerTooLong:
            502
        }
    }

    /// The sentence for the person who reads the answer.
    public var sentence: StaticString {
        switch self {
        case .connectTimeout, .providerUnreachable:
            "The AI service cannot be reached at the moment. Please try again."
        case .providerUnavailable:
            "The AI service is failing at the moment. Please try again in a little while."
        case .providerBusy:
            "The AI service is busy at the moment. Please try again in a little while."
        case .rateLimited:
            "The AI service is receiving too many requests. Please wait a moment and try again."
        case .providerAuthentication:
            "The AI service refused the server's credentials. Please contact support."
        case .accountExhausted:
            "The service's account with the AI service needs attention. Please contact support."
        case .providerMisconfigured:
            "The AI service is not set up correctly for this server. Please contact support."
        case .modelNotFound: "The requested model is not available."
        case .requestRefused:
            "The AI service could not process this conversation. Please change it and try again."
        case .providerFailed: "The AI service reported an error. Please try again."
        case .firstTokenTimeout:
            "The AI service took too long to begin its answer. Please try again."
        case .idleTimeout: "The AI service stopped answering. Please try again."
        case .totalTimeout: "The answer took too long and was ended."
        case .answerCut: "The answer was interrupted before it was complete. Please try again."
        case .answerInvalid:
            "The AI service sent an answer that could not be read. Please try again."
        case .answerEmpty: "The AI service gave an empty answer. Please try again."
        case .contentFiltered: "The answer was withheld by the AI service's content filter."
        case .toolFailed: "The AI service could not use a tool correctly. Please try again."
        case .stepLimit: "The answer needed too many steps and was ended."
        case .answerTooLong: "The answer became too long to go on and was ended."
        case .shuttingDown: "The server is restarting. Please try again."
        case .internalError: "An unexpected error occurred."
        }
    }
}
