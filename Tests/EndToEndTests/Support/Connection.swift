// A client's TCP connection: plain system calls, so that each arrival can be seen.

import Foundation
import Glibc

/// A blocking socket to a local port, with a deadline for each wait.
final class Connection {
    private var descriptor: Int32
    private var received: [UInt8] = []
    // A server ends with its last holder, and a test may hold no more than a connection to it.
    private let server: AnyObject?

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ operation: String, _ code: Int32 = errno) {
            description = "\(operation): \(String(cString: strerror(code)))"
        }
        init(reason: String) { description = reason }
    }

    init(to port: Int, of server: AnyObject? = nil) throws {
        self.server = server
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure("connect") }
    }

    deinit { close() }

    /// Closes the connection.
    ///
    /// - Parameter byReset: Whether the peer is told with a reset, and not with the end of the stream.
    func close(byReset: Bool = false) {
        guard descriptor >= 0 else { return }
        if byReset {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_LINGER,
                &option,
                socklen_t(MemoryLayout<linger>.size)
            )
        }
        Glibc.close(descriptor)
        descriptor = -1
    }

    func send(_ text: String) throws { try send(bytes: Array(text.utf8)) }

    func send(bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { bytes in
                uninterrupted {
                    Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                }
            }
            guard count > 0 else { throw Failure("send") }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends a request; a body goes with its length and as JSON unless the fields say otherwise.
    func send(_ method: String, _ path: String, fields: [String] = [], body: String? = nil) throws {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: mamba\r\n"
        for field in fields { head += field + "\r\n" }
        if let body {
            if !fields.contains(where: { $0.lowercased().hasPrefix("content-type:") }) {
                head += "Content-Type: application/json\r\n"
            }
            head += "Content-Length: \(body.utf8.count)\r\n"
        }
        try send(head + "\r\n" + (body ?? ""))
    }

    func request(
        _ method: String,
        _ path: String,
        fields: [String] = [],
        body: String? = nil
    ) throws -> Response {
        try send(method, path, fields: fields, body: body)
        return try readResponse()
    }

    /// The next bytes as the network delivers them, or nil at the end.
    func receive(within limit: Duration = .seconds(60)) throws -> [UInt8]? {
        guard received.isEmpty else {
            defer { received = [] }
            return received
        }
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let ready = uninterrupted { Int(poll(&entry, 1, Int32(limit / .milliseconds(1)))) }
        guard ready != 0 else { throw Failure(reason: "nothing arrived within \(limit)") }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = uninterrupted { recv(descriptor, &buffer, buffer.count, 0) }
        guard count >= 0 else { throw Failure("recv") }
        return count == 0 ? nil : Array(buffer[..<count])
    }

    // The ends of children interrupt system calls.
    private func uninterrupted(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    /// Puts bytes back that belong to what comes next.
    func giveBack(_ bytes: some Sequence<UInt8>) {
        received = Array(bytes) + received
    }

    /// Reads one response, whole.
    func readResponse() throws -> Response {
        let head = try readHead()
        let body = BodyReader(self, of: head)
        var bytes: [UInt8] = []
        while let piece = try body.next() { bytes += piece.bytes }
        return head.with(bytes)
    }

    /// Reads the head of a response.
    func readHead() throws -> Response {
        var bytes: [UInt8] = []
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                giveBack(bytes[end.upperBound...])
                return try Response(head: String(decoding: bytes[..<end.lowerBound], as: UTF8.self))
            }
            guard let piece = try receive() else {
                throw Failure(reason: "the connection ended within a head")
            }
            bytes += piece
        }
    }

    /// Tells whether the server closes the connection in an orderly way without another byte.
    func isClosedCleanly(within limit: Duration = .seconds(60)) throws -> Bool {
        try receive(within: limit) == nil
    }
}
