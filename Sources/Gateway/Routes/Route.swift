// One endpoint: where it is and what holds for it.

internal import Configuration
internal import HTTP

/// A row of ``RouteTable``.
struct Route: Sendable {
    /// What answers.
    enum Endpoint: Hashable, Sendable {
        case chat, openAIChat, openAICompletion, openAIEmbeddings, resumption, title
        case models, openAIModels
        case health, metrics
        case description, documentation, playground
    }

    /// Who asks, where that matters to others than the handler.
    enum Audience: Sendable {
        /// Clients and people.
        case clients
        /// Whoever ends the process if it is not healthy. They are answered although every place is taken.
        case probes
        /// Whoever collects metrics.
        case scrapers
    }

    let method: Method
    /// The path, by which metrics, traces and the API's description know the route.
    ///
    /// A name in braces stands for one segment, and at the end for all that follows.
    let path: String
    let endpoint: Endpoint
    var audience = Audience.clients
    /// Whether its answers are streams, or cost as much: they count among the streams of the client.
    var holdsStream = false
    /// Whether settings want it.
    var isOffered: @Sendable (Settings) -> Bool = { _ in true }
    /// Whether it asks nobody for credentials, and is exempt from every client's share.
    var isOpen: @Sendable (Settings) -> Bool = { _ in false }
}
