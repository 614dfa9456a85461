// What a load needs of the machine, told before it begins.

/// Descriptors and ports that a load needs against those that there are.
struct Preflight {
    /// Connections of the generator at a time.
    var connectionCount: Int
    /// Connections that one round opens and closes one after another; 0 if they are kept.
    var closedConnectionCount = 0
    /// The bound on the generator's descriptors.
    var ownDescriptorLimit: Int?
    /// The bound on the server's descriptors, and how many each stream needs there: one to the client, one to the
    /// provider.
    var serverDescriptorLimit: Int?
    /// The ports that the kernel gives to connections.
    var ports: ClosedRange<Int>?

    /// Descriptors that are open without any stream.
    private static let spareDescriptors = 64
    /// How long the kernel keeps the port of a connection that was closed: TIME_WAIT, tcp(7).
    static let timeWait = Duration.seconds(60)

    /// What is not enough, in sentences.
    var warnings: [String] {
        var warnings: [String] = []
        let connections = NumberText.grouped(connectionCount)
        if let limit = ownDescriptorLimit, connectionCount + Self.spareDescriptors > limit {
            warnings.append(
                "\(connections) clients need more descriptors than the \(NumberText.grouped(limit)) that this "
                    + "process may have."
            )
        }
        if let limit = serverDescriptorLimit, 2 * connectionCount + Self.spareDescriptors > limit {
            warnings.append(
                "\(connections) streams need \(NumberText.grouped(2 * connectionCount)) descriptors in the server, "
                    + "which may have \(NumberText.grouped(limit))."
            )
        }
        return warnings + portWarnings
    }

    private var portWarnings: [String] {
        guard let ports else { return [] }
        let count = NumberText.grouped(ports.count)
        if connectionCount > ports.count {
            return [
                "\(NumberText.grouped(connectionCount)) connections to one address need more local ports than the "
                    + "\(count) of net.ipv4.ip_local_port_range."
            ]
        }
        guard connectionCount + closedConnectionCount > ports.count else { return [] }
        return [
            "\(NumberText.grouped(closedConnectionCount)) new connections within a minute may use up the \(count) "
                + "local ports, because a closed one is kept for 60 s."
        ]
    }

    /// The kernel's range of ports, or nil if it does not tell.
    static func localPorts() -> ClosedRange<Int>? {
        ports(in: ProcessFile.read("/proc/sys/net/ipv4/ip_local_port_range") ?? "")
    }

    static func ports(in text: String) -> ClosedRange<Int>? {
        let bounds = text.split { $0 == "\t" || $0 == " " || $0 == "\n" }.compactMap { Int($0) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else { return nil }
        return bounds[0]...bounds[1]
    }
}
