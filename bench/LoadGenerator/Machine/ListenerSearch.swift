// Who listens on a port of this machine.

public import Reactor

/// Finds the processes behind a local address, by the kernel's tables of sockets.
public enum ListenerSearch {
    /// The processes that hold a socket listening on the address's port, without this one; empty for another
    /// machine, and for processes of other users.
    public static func processIDs(listeningOn address: SocketAddress) -> [Int] {
        guard isLocal(address.host) else { return [] }
        var sockets: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            sockets.formUnion(listeners(in: ProcessFile.read(table) ?? "", port: address.port))
        }
        guard !sockets.isEmpty else { return [] }
        let own = ProcessFile.target(ofLink: "/proc/self")
        return (ProcessFile.list("/proc") ?? []).compactMap { name in
            guard let processID = Int(name), name != own, holds(name, sockets) else { return nil }
            return processID
        }
        .sorted()
    }

    private static func isLocal(_ host: String) -> Bool {
        host.hasPrefix("127.") || host == "::1" || host == "0.0.0.0" || host == "::"
    }

    private static func holds(_ process: String, _ sockets: Set<String>) -> Bool {
        let folder = "/proc/\(process)/fd"
        return (ProcessFile.list(folder) ?? []).contains { descriptor in
            ProcessFile.target(ofLink: "\(folder)/\(descriptor)").map(sockets.contains) ?? false
        }
    }

    /// The sockets of a table that listen on a port, as links to them are written.
    ///
    /// That is `socket:[INODE]`. proc(5).
    static func listeners(in table: String, port: Int) -> Set<String> {
        var found: Set<String> = []
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A",
                let digits = fields[1].split(separator: ":").last,
                Int(digits, radix: 16) == port
            else { continue }
            found.insert("socket:[\(fields[9])]")
        }
        return found
    }
}
