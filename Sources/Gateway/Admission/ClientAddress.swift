// The address of a client, also behind proxies, as far as it can be believed.

internal import Bytes
internal import HTTP
internal import Reactor

/// An address that stands for one client: IPv4 whole, of IPv6 the network of 64 bits, because one subscriber has at
/// least that much of it.
struct ClientAddress: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Reads a numeric address, with or without a port; nil if it is none.
    init?(_ text: String) {
        self.init(host: Self.host(of: text))
    }

    /// Reads a numeric address without a port; nil if it is none.
    init?(host: String) {
        guard let address = try? SocketAddress(host: host, port: 0) else { return nil }
        let bytes = address.addressBytes
        // IPv4 in IPv6's clothes, RFC 4291 section 2.5.5.2.
        if bytes.count == 16, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF,
            bytes[11] == 0xFF
        {
            self.bytes = Array(bytes[12...])
        } else {
            self.bytes = Array(bytes.prefix(bytes.count == 16 ? 8 : 4))
        }
    }

    /// Takes the port off, in the forms `1.2.3.4:5` and `[::1]:5`; also the brackets alone.
    private static func host(of text: String) -> String {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return String(text[..<end].dropFirst())
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : text
    }

    /// The client of a request: the peer, or behind proxies whom the outermost trusted one names.
    ///
    /// Each proxy appends to `X-Forwarded-For` whom it saw, so with n trusted proxies the n-th entry from the end is
    /// the word of one of them, and everything before it is anybody's. Without such an entry, or with one that is no
    /// address, the request did not come that way, and the peer counts.
    ///
    /// - Parameter trustedHops: How many proxies of ours stand in front; zero believes no field.
    static func clientHost(_ head: RequestHead?, peer: String?, trustedHops: Int) -> String? {
        guard trustedHops > 0, let head else { return peer }
        guard let entry = entry(trustedHops, fromEndOf: head.fields) else { return peer }
        let host = host(of: entry)
        return ClientAddress(host: host) == nil ? peer : host
    }

    /// The longest entry that is read; no address comes near it.
    private static let entryBytesMax = 256

    /// The n-th entry from the end of all fields, or nil if there are fewer, or one of these n is too long.
    ///
    /// Read from the end, where the believable ones stand, so that what anybody may write before them costs nothing.
    private static func entry(_ number: Int, fromEndOf fields: HeaderFields) -> String? {
        var left = number
        var index = fields.lastIndex(of: "x-forwarded-for", before: fields.count)
        while let found = index {
            let value = fields.valueBytes(at: found)
            var end = value.count
            while true {
                var start = end
                while start > 0, value[start - 1] != ASCII.comma {
                    start -= 1
                    guard end - start <= entryBytesMax else { return nil }
                }
                left -= 1
                if left == 0 { return String(value.extracting(value.trimmedRange(start..<end))) }
                guard start > 0 else { break }
                end = start - 1
            }
            index = fields.lastIndex(of: "x-forwarded-for", before: found)
        }
        return nil
    }
}
