// What the server keeps about one request while it lasts.

internal import Auth
internal import Chat
internal import Configuration
internal import ContentCoding
internal import HTTP
internal import HTTPServer

/// The reading of the settings under which a request began.
protocol RequestGeneration: AnyObject {
    var settings: Settings { get }
    /// Hears that an exchange which began under it is over.
    func end(_ exchange: Exchange)
}

/// The facts about one request that stages and handlers tell each other and the log.
final class RequestContext {
    /// The request's head; nil if what came was no request.
    let head: RequestHead?
    /// The id under which the request is known to client, log and operator.
    var requestID = ""
    /// The reading of the settings under which it began.
    var generation: (any RequestGeneration)?
    /// The client's address for people; nil if it was gone already.
    var clientHost: String?
    /// Who answers; nil where the request has been answered without.
    var handler: (any RequestHandler)?
    /// Whose share of streams the exchange holds a stream of.
    var streamOwner: ClientKey?
    /// The path of its route as the router has it; nil where none has been looked for or found.
    var route: String?
    /// Where the request stands in a trace; nil if nobody has told and nothing is traced.
    var trace: RequestTrace?
    /// Who calls.
    var principal = Principal.anonymous
    /// The provider's name of the model that the provider is asked for; nil where it is not asked.
    var requestedModel: String?
    /// Why it failed, by its code, for the log.
    var errorCode: String?
    /// What went wrong in words, for the log only.
    var errorDetail: String?
    /// The coding that the body comes in.
    var coding = ContentCoding.identity
    /// The beginning of the body, where the settings want it logged.
    var recordedBody: String?
    /// Tells whether an answer of the model was begun that counts as a stream.
    var isAnswer = false
    /// What a chat answer was, for the log.
    var answer: AnswerSummary?

    /// Tells whether the client speaks OpenAI's API, and so expects its errors.
    let speaksOpenAI: Bool

    /// Tells whether the client shows the body of a refusal as it is, so that it wants a sentence and nothing else.
    ///
    /// Front ends with the AI SDK do, whichever of its protocols they speak.
    let showsRefusals: Bool

    init(head: RequestHead?) {
        self.head = head
        let isChat = head?.path == "/chat" && head?.method == .post
        showsRefusals = isChat && head?.queryItem("protocol") != StreamProtocol.mamba.rawValue
        speaksOpenAI = head?.path.hasPrefix("/v1/") ?? false
    }

    /// The client's address as a share is counted against it.
    var clientAddress: ClientAddress? { clientHost.flatMap { ClientAddress(host: $0) } }

    /// The path of its route also where it was answered before one was looked for; nil for unknown paths.
    var routeName: String? {
        if let route { return route }
        guard let path = head?.path, RouteTable.paths.contains(path) else { return nil }
        return path
    }

    /// The path as it was sent, without the query, which may hold what is nobody's business.
    var path: String { head?.target.rawPath ?? "" }
}

extension Exchange {
    /// The server's facts about this exchange.
    var request: RequestContext {
        guard let context = context as? RequestContext else {
            preconditionFailure("every exchange gets its context when it begins")
        }
        return context
    }
}
