// The parameters of models: what is sent where requests say nothing, and how far requests may go.

extension Settings {
    /// A parameter of a model's requests, by its name in OpenAI's API.
    public struct Parameter: Sendable, Equatable {
        /// The name.
        public let name: String
        /// The value as a JSON text.
        public let json: String
    }

    /// The largest value that a request may give a parameter.
    public struct ParameterLimit: Sendable, Equatable {
        /// The name of the parameter.
        public let name: String
        /// The largest value.
        public let most: Double
    }
}

/// The names of parameters.
enum ParameterName {
    /// What the server decides for each request.
    private static let reserved: Set<String> = [
        "messages", "model", "stream", "stream_options", "tools", "tool_choice", "functions",
        "function_call", "n",
    ]
    private static let lengthMax = 64

    /// Tells whether a text may be the name of a member of the request body.
    static func isWellFormed(_ name: String) -> Bool {
        1...lengthMax ~= name.utf8.count && SettingText.isToken(name)
    }

    /// Tells whether a member is a parameter that settings may give or leave to requests.
    static func isFree(_ name: String) -> Bool { isWellFormed(name) && !reserved.contains(name) }

    static let allowed =
        "names of OpenAI's chat completions, but not \(reserved.sorted().joined(separator: ", "))"
}

extension SettingType where Value == [Settings.Parameter] {
    /// An object of parameters with values of any kind.
    static var parameters: SettingType {
        SettingType(
            SettingShape(
                name: "object",
                allowed: "an object of parameters: \(ParameterName.allowed)",
                isJSON: true
            ),
            read: { node in
                guard case .section(let entries) = node.content else { return nil }
                let parameters = entries.compactMap { entry -> Settings.Parameter? in
                    guard ParameterName.isFree(entry.name), let json = entry.node.json else {
                        return nil
                    }
                    return Settings.Parameter(name: entry.name, json: json)
                }
                return parameters.count == entries.count ? parameters : nil
            },
            show: { parameters in
                let members = parameters.map { "\(SettingText.quoted($0.name)): \($0.json)" }
                return "{" + members.joined(separator: ", ") + "}"
            }
        )
    }
}

extension SettingType where Value == [Settings.ParameterLimit] {
    /// An object of parameters with their largest values.
    static var parameterLimits: SettingType {
        SettingType(
            SettingShape(
                name: "object",
                allowed: "an object of parameters and numbers",
                isJSON: true
            ),
            read: { node in
                guard case .section(let entries) = node.content else { return nil }
                let limits = entries.compactMap { entry -> Settings.ParameterLimit? in
                    guard ParameterName.isWellFormed(entry.name),
                        let most = LenientScalar.decimal(entry.node)
                    else { return nil }
                    return Settings.ParameterLimit(name: entry.name, most: most)
                }
                return limits.count == entries.count ? limits : nil
            },
            show: { limits in
                let members = limits.map {
                    "\(SettingText.quoted($0.name)): \(LenientScalar.text($0.most))"
                }
                return "{" + members.joined(separator: ", ") + "}"
            }
        )
    }
}

extension SettingType where Value == String {
    /// The name of a parameter that requests may set.
    static var parameterName: SettingType {
        .text(ParameterName.allowed, where: ParameterName.isFree)
    }
}

extension SettingNode {
    /// The value as a JSON text; nil for numbers that JSON does not have.
    var json: String? {
        switch content {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .decimal(let value): return value.isFinite ? LenientScalar.text(value) : nil
        case .text(let value): return SettingText.quoted(value)
        case .list(let nodes):
            let elements = nodes.compactMap(\.json)
            guard elements.count == nodes.count else { return nil }
            return "[" + elements.joined(separator: ", ") + "]"
        case .section(let entries):
            let members = entries.compactMap { entry in
                entry.node.json.map { "\(SettingText.quoted(entry.name)): \($0)" }
            }
            guard members.count == entries.count else { return nil }
            return "{" + members.joined(separator: ", ") + "}"
        }
    }
}
