// A port on which somebody listens who never answers.

import Glibc

/// A listening socket; a full one also lets nobody connect.
final class SilentListener {
    let port: Int
    private let descriptor: Int32
    private var clients: [Int32] = []

    /// - Parameter isFull: Whether its queue of connections is full, so that whoever connects hears nothing at all.
    init(isFull: Bool = false) throws {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_INET, kind, 0)
        descriptor = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) | listen(listener, 0)
                    | getsockname(listener, address, &size)
            }
        }
        guard result == 0 else { throw Connection.Failure("listen") }
        port = Int(in_port_t(bigEndian: address.sin_port))
        guard isFull else { return }
        for _ in 0..<4 {
            let client = socket(AF_INET, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
            _ = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, size) }
            }
            clients.append(client)
        }
    }

    deinit {
        for client in clients { close(client) }
        close(descriptor)
    }
}
