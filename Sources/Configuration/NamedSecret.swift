// Names with values that may be credentials: header fields and parameters of a query.

private import Bytes

/// A name with a value that no output shows: a header field, or a parameter of a URL's query.
public struct NamedSecret: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The value.
    public let value: Secret

    /// Joins a name and a value.
    public init(_ name: String, _ value: Secret) {
        self.name = name
        self.value = value
    }
}

extension SettingType where Value == [NamedSecret] {
    /// Header fields: an object of names and values, or a list of texts such as `Name: value`.
    ///
    /// A name is a token and a value one line without blanks at its ends, as RFC 9110 section 5 has them. Two fields
    /// of one name are refused, because which of them counts is for nobody to know.
    ///
    /// - Parameter reserved: Names that are not for operators to set, beside those that frame a message, in lower case.
    static func headerFields(except reserved: Set<String> = []) -> SettingType {
        let reserved = reserved.union(framingNames)
        return named(
            "an object of header fields, or a list of texts such as \"Name: value\""
        ) { field in
            guard SettingText.isToken(field.name), !field.value.isPadded else { return nil }
            if reserved.contains(field.name.lowercased()) {
                return "must leave \(field.name.lowercased()) to the server, which sets it itself"
            }
            return ""
        }
    }

    /// The fields that say where a message ends, what it holds and what becomes of its connection: RFC 9110, RFC 9112.
    private static let framingNames: Set<String> = [
        "host", "content-type", "content-length", "content-encoding", "transfer-encoding",
        "connection", "keep-alive", "te", "trailer", "upgrade", "expect", "accept-encoding",
        "proxy-authorization", "proxy-connection",
    ]

    /// Parameters of a query: an object of names and values.
    static var query: SettingType {
        named("an object of parameters and their values") { _ in "" }
    }

    /// - Parameter check: What is wrong with a field in words that follow the setting's name: empty if nothing is, nil
    ///   if it has not the form.
    private static func named(
        _ allowed: String,
        _ check: @escaping @Sendable (NamedSecret) -> String?
    ) -> SettingType {
        let shape = SettingShape(name: "object", allowed: allowed, isSecret: true, isJSON: true)
        return SettingType(
            composed: shape,
            read: { node, refusals in
                guard let fields = fields(of: node) else {
                    refusals.append(shape.refusal(of: node))
                    return nil
                }
                var names: Set<String> = []
                for field in fields {
                    var problem = check(field) ?? "must be \(allowed)"
                    if problem.isEmpty, !names.insert(field.name.lowercased()).inserted {
                        problem = "holds a name twice"
                    }
                    guard problem.isEmpty else {
                        refusals.append(Refusal(message: problem, line: node.line))
                        return nil
                    }
                }
                return fields
            },
            // Not even the names: a key may have been written where one belongs.
            show: { $0.isEmpty ? "{}" : SettingText.quoted(Secret.redaction) }
        )
    }

    private static func fields(of node: SettingNode) -> [NamedSecret]? {
        switch node.content {
        case .section(let entries):
            let fields = entries.compactMap { field($0.name, text($0.node)) }
            return fields.count == entries.count ? fields : nil
        case .list(let nodes):
            let fields = nodes.compactMap { node -> NamedSecret? in
                guard let line = text(node), let colon = line.firstIndex(of: ":") else {
                    return nil
                }
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                return field(String(line[..<colon]), String(value))
            }
            return fields.count == nodes.count ? fields : nil
        case .null: return []
        case .boolean, .integer, .decimal, .text: return nil
        }
    }

    private static func field(_ name: String, _ value: String?) -> NamedSecret? {
        guard let value, !name.isEmpty, !value.isEmpty, SettingText.isOneLine(name),
            SettingText.isOneLine(value)
        else { return nil }
        return NamedSecret(name, Secret(value))
    }

    private static func text(_ node: SettingNode) -> String? {
        switch node.content {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .null, .boolean, .decimal, .list, .section: nil
        }
    }
}
