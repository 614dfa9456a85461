// A response as a client sees it.

import Foundation

/// The status, the fields and the body of one response.
struct Response {
    let status: Int
    let fields: [(name: String, value: String)]
    var body: [UInt8] = []

    struct Malformed: Error {
        let head: String
    }

    init(head: String) throws {
        let lines = head.components(separatedBy: "\r\n")
        guard
            let status = lines[0].wholeMatch(of: /HTTP\/1\.1 ([0-9]{3}) .*/).flatMap({ Int($0.1) })
        else { throw Malformed(head: head) }
        self.status = status
        fields = try lines.dropFirst().map { line in
            guard let field = line.wholeMatch(of: /([!-9;-~]+): ?(.*)/) else {
                throw Malformed(head: head)
            }
            return (field.1.lowercased(), String(field.2))
        }
    }

    func with(_ body: [UInt8]) -> Response {
        var copy = self
        copy.body = body
        return copy
    }

    /// The value of a field, by its name in lower case.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as a JSON object.
    func json() throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        else {
            throw Malformed(head: text)
        }
        return object
    }
}
