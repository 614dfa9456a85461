// Where connections come from, for the bound on those of one client.

internal import Reactor

/// An address of IPv4, or of IPv6 the network of 64 bits, because one subscriber has at least that much of it.
struct PeerNetwork: Hashable, Sendable {
    private let bits: UInt64
    private let isV6: Bool

    init(_ address: SocketAddress) {
        let bytes = address.addressBytes
        // IPv4 in IPv6's clothes, RFC 4291 section 2.5.5.2.
        let isMapped =
            bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF
            && bytes[11] == 0xFF
        isV6 = bytes.count == 16 && !isMapped
        bits = (isMapped ? bytes[12...] : bytes.prefix(isV6 ? 8 : 4)).reduce(0) { bits, byte in
            bits << 8 | UInt64(byte)
        }
    }
}
