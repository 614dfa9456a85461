// The server as a process.

import Foundation
import Testing

/// `mamba serve` with settings of its own, ready to be asked.
final class ChatServer {
    let program: Program
    let port: Int
    private let mock: MockServer?

    /// Starts a server and waits until it says that it listens.
    ///
    /// - Parameters:
    ///   - mock: Its provider; without one, the provider's port is one that nobody listens on.
    ///   - settings: Environment variables without their prefix, such as `SERVER__TIMEOUT_SECONDS`.
    convenience init(
        _ mock: MockServer?,
        settings: [String: String] = [:],
        arguments: [String] = ["serve"],
        in directory: TemporaryDirectory? = nil,
        output: Program.Output = .read
    ) throws {
        let program = try Program(
            arguments,
            environment: Self.environment(mock, settings),
            in: directory,
            output: output
        )
        try self.init(mock, program)
    }

    /// Waits until a program that has been started says that it listens.
    init(_ mock: MockServer?, _ program: Program) throws {
        self.mock = mock
        self.program = program
        let line = try program.error.line { $0.contains("listening on http://") }
        port = try #require(portNumber(in: line))
    }

    static func environment(
        _ mock: MockServer?,
        _ settings: [String: String] = [:]
    ) -> [String: String] {
        let standard = [
            "SERVER__HOST": "127.0.0.1", "SERVER__PORT": "0", "SERVER__WORKERS": "2",
            "DRAIN__DELAY_SECONDS": "0", "OPENAI__API_KEY": "sk-end-to-end",
            "OPENAI__BASE_URL": mock?.baseURL ?? "http://127.0.0.1:9/v1",
        ]
        let all = standard.merging(settings) { _, given in given }
        return Dictionary(uniqueKeysWithValues: all.map { ("MAMBA_" + $0.key, $0.value) })
    }

    var url: String { "http://127.0.0.1:\(port)" }

    /// A new connection.
    func connect() throws -> Connection { try Connection(to: port, of: self) }

    /// Asks for an answer of the mock, on a new connection or a given one.
    func chat(
        _ directive: String,
        path: String = "/chat",
        tools: [String] = [],
        fields: [String] = [],
        on connection: Connection? = nil
    ) throws -> EventReader {
        let connection = try connection ?? connect()
        try connection.send("POST", path, fields: fields, body: chatBody(directive, tools: tools))
        return try EventReader(connection)
    }

    /// The lines of its log that tell of exchanges on a path, once there are so many.
    func accessLines(_ path: String, count: Int = 1) throws -> [[String: Any]] {
        var seen = 0
        _ = try program.output.line { line in
            if line.contains("\"path\":\"\(path)\"") { seen += 1 }
            return seen == count
        }
        return try program.output.lines.filter { $0.contains("\"path\":\"\(path)\"") }
            .map {
                try #require(
                    try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                )
            }
    }
}

/// A chat request with one message.
func chatBody(_ text: String, tools: [String] = []) throws -> String {
    let message: [String: Any] = [
        "id": "1", "role": "user", "parts": [["type": "text", "text": text]],
    ]
    var body: [String: Any] = ["model": "openai/gpt-4o", "messages": [message]]
    if !tools.isEmpty { body["tools"] = tools }
    return String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
}
