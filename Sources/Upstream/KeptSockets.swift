// Connections to providers that wait for their next request, outside of libcurl.

internal import CCurl
internal import Reactor

/// A connection that libcurl has opened and given away, with where it leads.
struct ConnectedSocket {
    let poller: SocketPoller
    /// The ``PlainURL/origin`` of the URLs that it serves.
    let origin: String

    var descriptor: Int32 { poller.descriptor }

    /// Closes the connection.
    func close() {
        poller.close()
        _ = ccurl_close_socket(descriptor)
    }
}

/// The connections of one loop that wait, each watched: what comes on one that waits was not asked for.
final class KeptSockets {
    /// The longest idle at the front.
    private var entries: [(socket: ConnectedSocket, idleSince: Instant)] = []

    // Kept connections spare a handshake, but a burst must not leave thousands of them open. The longer time is below
    // the idle timeouts of common load balancers, so that a kept connection is rarely a dead one.
    private static let fewMax = 8
    private static let fewKeptFor = Duration.seconds(50)
    private static let manyKeptFor = Duration.seconds(3)
    private static let countMax = 1024

    var isEmpty: Bool { entries.isEmpty }

    /// Keeps a connection whose last answer is whole, for the next request.
    func keep(_ socket: ConnectedSocket, at now: Instant) {
        guard entries.count < Self.countMax else { return socket.close() }
        socket.poller.delegate = self
        socket.poller.watch(readable: true, writable: false)
        entries.append((socket, now))
    }

    /// Gives away the connection to an origin that was used last, if one is still good.
    func take(for origin: String) -> ConnectedSocket? {
        while let index = entries.lastIndex(where: { $0.socket.origin == origin }) {
            let socket = entries.remove(at: index).socket
            // The loop may not have told yet what has come in this turn.
            if ccurl_has_input(socket.descriptor) == 0 { return socket }
            socket.close()
        }
        return nil
    }

    /// Closes those that have waited for too long.
    func sweep(at now: Instant) {
        // Told once: what a burst has left goes as a whole.
        let keptFor = entries.count > Self.fewMax ? Self.manyKeptFor : Self.fewKeptFor
        while let oldest = entries.first, oldest.idleSince + keptFor <= now {
            entries.removeFirst().socket.close()
        }
    }

    func closeAll() {
        for entry in entries { entry.socket.close() }
        entries = []
    }
}

extension KeptSockets: SocketPollerDelegate {
    /// The provider has closed a connection, or says on it what nobody asked for.
    func poller(_ poller: SocketPoller, isReadable: Bool, isWritable: Bool, hasFailed: Bool) {
        guard let index = entries.firstIndex(where: { $0.socket.poller === poller }) else { return }
        entries.remove(at: index).socket.close()
    }
}
