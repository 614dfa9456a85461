// A listening address that belongs to us before any loop exists.

internal import CUV
private import Glibc

/// A TCP socket that is bound but not listening yet.
///
/// Bound with `SO_REUSEPORT`, so that each worker has its own and the kernel spreads new connections over them
/// (socket(7)). libuv 1.44 has no flag for it. Whoever holds it passes it to one ``TCPListener`` or closes it.
public struct BoundSocket: Sendable {
    /// The address it is bound to, with the real port where port 0 was asked for.
    public let address: SocketAddress
    let descriptor: Int32

    /// Binds a new socket.
    ///
    /// - Parameter isShared: Whether other sockets of this user may be bound to the address too. Without it, binding
    ///   tells whether anybody listens there.
    /// - Throws: When the address is taken or not ours.
    public init(to address: SocketAddress, isShared: Bool = true) throws(UVError) {
        let descriptor = socket(
            address.family,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { throw UVError(code: -errno, operation: "socket") }
        do throws(UVError) {
            try Self.enable(SO_REUSEADDR, level: SOL_SOCKET, of: descriptor)
            if isShared { try Self.enable(SO_REUSEPORT, level: SOL_SOCKET, of: descriptor) }
            if address.family == AF_INET6 {
                // Of every address, that is those of IPv4 too, whatever net.ipv6.bindv6only says.
                try Self.set(
                    IPV6_V6ONLY,
                    level: Int32(IPPROTO_IPV6),
                    of: descriptor,
                    to: address.isUnspecified ? 0 : 1
                )
            }
            let length =
                address.family == AF_INET6
                ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size
            let result = address.withPointer { bind(descriptor, $0, socklen_t(length)) }
            guard result == 0 else { throw UVError(code: -errno, operation: "bind") }
            self.address = try Self.localAddress(of: descriptor)
            self.descriptor = descriptor
        } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    /// Gives the address up, if no listener took the socket.
    public func close() {
        Glibc.close(descriptor)
    }

    private static func enable(
        _ option: Int32,
        level: Int32,
        of descriptor: Int32
    ) throws(UVError) {
        try set(option, level: level, of: descriptor, to: 1)
    }

    private static func set(
        _ option: Int32,
        level: Int32,
        of descriptor: Int32,
        to value: Int32
    ) throws(UVError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, level, option, &value, size) == 0 else {
            throw UVError(code: -errno, operation: "setsockopt")
        }
    }

    private static func localAddress(of descriptor: Int32) throws(UVError) -> SocketAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) {
            getsockname(
                descriptor,
                UnsafeMutableRawPointer($0).assumingMemoryBound(to: sockaddr.self),
                &length
            )
        }
        guard result == 0 else { throw UVError(code: -errno, operation: "getsockname") }
        return SocketAddress(storage: storage)
    }
}
