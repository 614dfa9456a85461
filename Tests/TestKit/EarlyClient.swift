// A client that is ahead of a server whose loop is that of the test.

internal import Glibc
public import Reactor

/// A TCP client without a loop: the kernel has connected it and taken what it sends before the server looks.
public final class EarlyClient {
    private let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects to a listening socket of 127.0.0.1.
    public init(connectingTo address: SocketAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = in_port_t(address.port).bigEndian
        name.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = unsafe withUnsafePointer(to: name) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw LoopFailure("nobody listens on \(address)") }
    }

    deinit { close(descriptor) }

    /// Sends a short text, and tells whether the kernel has taken all of it.
    public func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// What has come so far; does not wait.
    public func receive() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        if count > 0 { received += bytes[..<count] }
        return String(decoding: received, as: UTF8.self)
    }
}

@available(*, unavailable)
extension EarlyClient: Sendable {}
