// The open descriptors of a server, by what they are for.

import Foundation

/// Looks at the descriptors of a process, as proc_pid_fd(5) and proc_pid_net(5) show them.
struct ProcessDescriptors {
    private let folder: String
    private let serverPort: Int
    private let providerPort: Int

    init(of server: ChatServer, provider: MockServer) {
        folder = "/proc/\(server.program.identifier)"
        serverPort = server.port
        providerPort = provider.port
    }

    struct Count {
        var toClients = 0
        var toProvider = 0
        /// Files, listeners, loops.
        var others = 0
    }

    func count() throws -> Count {
        let connections = try tcpConnections()
        var count = Count()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/fd") {
            // A descriptor may be closed between the listing and this look at it.
            guard
                let target = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "\(folder)/fd/\(name)"
                )
            else { continue }
            switch connections[target] {
            case .some(let ends) where ends.remote == providerPort: count.toProvider += 1
            // A listener has no peer.
            case .some(let ends) where ends.local == serverPort && ends.remote != 0:
                count.toClients += 1
            default: count.others += 1
            }
        }
        return count
    }

    // The ports of both ends by the name that a descriptor's link has.
    private func tcpConnections() throws -> [String: (local: Int, remote: Int)] {
        // Not by its path: files of /proc say that they are empty.
        let file = try FileHandle(forReadingFrom: URL(filePath: folder + "/net/tcp"))
        let table = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        var connections: [String: (local: Int, remote: Int)] = [:]
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 9, let local = Self.port(fields[1]),
                let remote = Self.port(fields[2])
            else { continue }
            connections["socket:[\(fields[9])]"] = (local, remote)
        }
        return connections
    }

    // Address and port in hexadecimal digits.
    private static func port(_ end: Substring) -> Int? {
        end.split(separator: ":").last.flatMap { Int($0, radix: 16) }
    }
}
