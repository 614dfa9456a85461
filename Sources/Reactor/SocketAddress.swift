// IPv4 and IPv6 addresses with a port.

internal import CUV
private import Glibc

/// A numeric IPv4 or IPv6 address and a TCP port.
public struct SocketAddress: Sendable, CustomStringConvertible {
    var storage = sockaddr_storage()

    /// Reads a numeric address; `localhost` is 127.0.0.1.
    ///
    /// - Throws: `EINVAL` when the text is no address, or the port not in 0...65535.
    public init(host: String, port: Int) throws(UVError) {
        guard UInt16(exactly: port) != nil else {
            throw UVError(code: UV_EINVAL.rawValue, operation: "port")
        }
        let name = host == "localhost" ? "127.0.0.1" : host
        let result = withUnsafeMutablePointer(to: &storage) { storage in
            let raw = UnsafeMutableRawPointer(storage)
            guard name.utf8.contains(0x3A) else {
                return uv_ip4_addr(name, Int32(port), raw.assumingMemoryBound(to: sockaddr_in.self))
            }
            return uv_ip6_addr(name, Int32(port), raw.assumingMemoryBound(to: sockaddr_in6.self))
        }
        try UVError.check(result, "uv_ip_addr")
    }

    init(storage: sockaddr_storage) {
        self.storage = storage
    }

    var family: Int32 { Int32(storage.ss_family) }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>) -> Result) -> Result {
        withUnsafePointer(to: storage) {
            body(UnsafeRawPointer($0).assumingMemoryBound(to: sockaddr.self))
        }
    }

    /// The port.
    public var port: Int {
        withPointer { address in
            let raw = UnsafeRawPointer(address)
            let port =
                family == AF_INET6
                ? raw.assumingMemoryBound(to: sockaddr_in6.self).pointee.sin6_port
                : raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port
            return Int(UInt16(bigEndian: port))
        }
    }

    /// The address without the port, 4 or 16 bytes in network order.
    public var addressBytes: [UInt8] {
        withPointer { address in
            let raw = UnsafeRawPointer(address)
            let isV6 = family == AF_INET6
            let place =
                isV6
                ? MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
                : MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
            guard let place else { preconditionFailure("a socket address has an address") }
            return Array(UnsafeRawBufferPointer(start: raw + place, count: isV6 ? 16 : 4))
        }
    }

    /// Tells whether it stands for every address of the machine.
    var isUnspecified: Bool { addressBytes.allSatisfy { $0 == 0 } }

    /// The IPv4 address that came to a socket of IPv6, RFC 4291 section 2.5.5.2; nil for any other.
    private var mappedBytes: ArraySlice<UInt8>? {
        guard family == AF_INET6 else { return nil }
        let bytes = addressBytes
        return bytes.starts(with: Array(repeating: 0, count: 10) + [0xFF, 0xFF])
            ? bytes[12...] : nil
    }

    /// The address without the port, such as `127.0.0.1` or `::1`; one of IPv4 as such, also where it came to a socket
    /// of IPv6.
    public var host: String {
        if let mapped = mappedBytes { return mapped.map(String.init).joined(separator: ".") }
        return ownHost
    }

    private var ownHost: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let result = withPointer { address in
                let raw = UnsafeRawPointer(address)
                return family == AF_INET6
                    ? uv_ip6_name(raw.assumingMemoryBound(to: sockaddr_in6.self), start, 64)
                    : uv_ip4_name(raw.assumingMemoryBound(to: sockaddr_in.self), start, 64)
            }
            return result == 0 ? String(cString: start) : "?"
        }
    }

    /// Host and port as in a URL.
    public var description: String {
        family == AF_INET6 && mappedBytes == nil ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
