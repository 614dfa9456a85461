// The address of a server in spans.

/// Where the provider stands, as spans tell it.
struct ServerAddress {
    let host: String
    let port: Int

    /// Reads a base URL that the settings have accepted.
    init(baseURL: String) {
        let scheme = baseURL.prefix { $0 != ":" }
        let authority = baseURL.dropFirst(scheme.count + 3).prefix { $0 != "/" }
        // The last colon, unless it is within the brackets of an address.
        let port = authority.split(separator: ":").last.flatMap { Int($0) }
        let isHost = authority.hasSuffix("]") || port == nil
        host = isHost ? String(authority) : String(authority.dropLast("\(port ?? 0)".count + 1))
        self.port = isHost ? (scheme.lowercased() == "https" ? 443 : 80) : port ?? 80
    }
}
