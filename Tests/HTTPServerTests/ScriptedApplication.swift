// A program behind a server that does what a test tells it, and writes down what it hears.

import Bytes
import HTTP
import HTTPServer

/// Answers requests by closures; by default with their own body, at once.
final class ScriptedApplication: HTTPApplication {
    /// An exchange that is over.
    struct End: Equatable {
        var status: Int?
        var outcome: Exchange.Outcome?
        var path: String?
    }

    /// Decides about a request; by default its body may come.
    var onDecide: (Exchange, RequestHead) -> Admission = { _, _ in
        .admitted(bodyByteCountMax: 1024 * 1024)
    }
    /// Answers a request.
    var onAnswer: (Exchange, RequestHead, String) -> Void = { exchange, _, body in
        exchange.reply(.ok, body)
    }

    /// Tells whether a request is answered without a place; by default none is.
    var onFull: (RequestHead) -> Bool = { _ in false }

    /// Takes a body over once it has been looked at; by default it is dropped.
    var onBody: ((consuming ByteBuffer) -> Void)?

    /// The exchanges whose heads or faults were seen, in their order.
    private(set) var exchanges: [Exchange] = []
    /// The bodies of the requests that were answered.
    private(set) var bodies: [String] = []
    /// The faults that were answered.
    private(set) var errors: [HTTPError] = []
    /// The exchanges that are over, in the order of their ends.
    private(set) var ends: [End] = []
    /// How often the server was reported empty.
    private(set) var emptyCount = 0

    private var endCounts: [ObjectIdentifier: Int] = [:]

    /// Tells whether each exchange was reported over exactly once.
    var everyExchangeEndedOnce: Bool {
        exchanges.allSatisfy { endCounts[ObjectIdentifier($0)] == 1 }
            && ends.count == exchanges.count
    }

    func decide(about exchange: Exchange, head: RequestHead) -> Admission {
        exchanges.append(exchange)
        return onDecide(exchange, head)
    }

    func isAnsweredWhenFull(_ head: RequestHead) -> Bool { onFull(head) }

    func answer(_ exchange: Exchange, head: RequestHead, body: consuming ByteBuffer) {
        let text = String(body.bytes)
        bodies.append(text)
        onBody?(body)
        onAnswer(exchange, head, text)
    }

    func reject(_ exchange: Exchange, error: HTTPError) {
        if !exchanges.contains(where: { $0 === exchange }) { exchanges.append(exchange) }
        errors.append(error)
        exchange.reply(error.status, error.rawValue)
    }

    func exchangeEnded(_ exchange: Exchange) {
        endCounts[ObjectIdentifier(exchange), default: 0] += 1
        ends.append(
            End(
                status: exchange.status?.code,
                outcome: exchange.outcome,
                path: exchange.head?.path
            )
        )
    }

    func serverDidEmpty() { emptyCount += 1 }
}

/// Writes down what it hears of the client.
final class RecordingObserver: ExchangeObserver {
    private(set) var leftCount = 0
    private(set) var caughtUpCount = 0
    var onCaughtUp: ((Exchange) -> Void)?

    func clientLeft(_ exchange: Exchange) { leftCount += 1 }

    func clientTookOutput(_ exchange: Exchange) {
        caughtUpCount += 1
        onCaughtUp?(exchange)
    }
}

extension Exchange {
    /// Sends a whole response of text.
    func reply(_ status: Status, _ text: String) {
        respond(status, contentType: "text/plain", body: text.utf8.span)
    }

    /// Begins a stream of text.
    func stream() {
        beginStream(.ok, headLines: ["Content-Type: text/plain"])
    }

    /// Appends text to a stream.
    func write(_ text: String) {
        write { $0.append(text) }
    }
}
