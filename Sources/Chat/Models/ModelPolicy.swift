// What the server adds to each request for a model, and what clients may ask beside the conversation.

internal import Bytes
internal import JSON

/// The parameters of a model's requests, their bounds, and the server's own system prompt.
///
/// Names are those of OpenAI's chat completions. `max_tokens` and `max_completion_tokens` are two names of one
/// parameter: where one of them is given, neither is added, and a limit of either bounds both.
public struct ModelPolicy: Sendable, Equatable {
    /// A member of the request body.
    public struct Parameter: Sendable, Equatable {
        /// The name.
        public let name: String
        /// The value as a JSON text.
        public let json: String

        /// Joins a name and a JSON text, which must be one.
        public init(_ name: String, json: String) {
            self.name = name
            self.json = json
        }
    }

    /// The largest value of a parameter that is a number.
    public struct Limit: Sendable, Equatable {
        /// The parameter's name.
        public let name: String
        /// The largest value.
        public let most: Double

        /// Bounds a parameter.
        public init(_ name: String, most: Double) {
            self.name = name
            self.most = most
        }
    }

    /// What is wrong with a parameter of a request.
    enum Violation: Error, Equatable {
        /// It is bounded, and no number.
        case notANumber
        /// It is above its bound.
        case above(Double)
    }

    /// What is sent where the request says nothing.
    public var defaults: [Parameter] = []
    /// The bounds of what requests may ask.
    public var limits: [Limit] = []
    /// The names of parameters that a chat request may set; clients of OpenAI's API may set any.
    public var requestParameters: Set<String> = []
    /// The names of parameters that never reach the model, whoever sets them: newer models refuse some.
    public var dropped: Set<String> = []
    /// The server's own system prompt, before those of the client.
    public var systemPrompt: String?
    /// Tells whether a client's system prompts reach the model.
    public var takesClientPrompts = true

    /// Adds nothing and bounds nothing.
    public init() {}

    /// Names that mean the same parameter.
    private static let tokenLimitNames = ["max_tokens", "max_completion_tokens"]

    /// All names of a parameter.
    static func names(of name: String) -> [String] {
        tokenLimitNames.contains(name) ? tokenLimitNames : [name]
    }

    /// The names that mean something here.
    var names: Set<String> {
        let all = defaults.map(\.name) + limits.map(\.name) + requestParameters + dropped
        return Set(all.flatMap(Self.names(of:)))
    }

    /// Tells whether a parameter is not for the model.
    func drops(_ name: String) -> Bool {
        !dropped.isEmpty && Self.names(of: name).contains(where: dropped.contains)
    }

    /// Takes over what another policy says of parameters that this one says nothing about.
    public mutating func inheritParameters(of common: ModelPolicy) {
        defaults += common.defaults.filter { parameter in
            !defaults.contains { Self.names(of: parameter.name).contains($0.name) }
        }
        limits += common.limits.filter { limit in
            !limits.contains { Self.names(of: limit.name).contains($0.name) }
        }
    }

    /// What makes no sense about the policy, in words for the operator; nil if nothing does.
    public var problem: String? {
        for (index, parameter) in defaults.enumerated() {
            let names = Self.names(of: parameter.name)
            if defaults[..<index].contains(where: { names.contains($0.name) }) {
                return "\(parameter.name) is given twice: \(names.joined(separator: " and "))"
                    + " are one parameter"
            }
            do throws(Violation) {
                try check(parameter.name, parameter.json.utf8.span)
            } catch {
                return switch error {
                case .notANumber: "\(parameter.name) has a limit, so it must be a number"
                case .above(let most): "\(parameter.name) is above its limit of \(most.shortText)"
                }
            }
        }
        return nil
    }

    /// Judges the value of a parameter that a request sets.
    ///
    /// - Parameter json: The value as it stands in the request.
    func check(_ name: String, _ json: Span<UInt8>) throws(Violation) {
        let names = Self.names(of: name)
        guard let limit = limits.first(where: { names.contains($0.name) }) else { return }
        guard let number = try? JSONValue(parsing: json).number?.asDouble else { throw .notANumber }
        if number > limit.most { throw .above(limit.most) }
    }

    /// What is added to a request.
    ///
    /// A bound of the answer's length holds for requests that set none, too.
    ///
    /// - Parameter isSet: Tells whether the request sets a parameter itself.
    public func additions(where isSet: (String) -> Bool) -> [Parameter] {
        func isFree(_ name: String) -> Bool {
            !drops(name) && !Self.names(of: name).contains(where: isSet)
        }
        var additions = defaults.filter { isFree($0.name) }
        for limit in limits where Self.tokenLimitNames.contains(limit.name) && isFree(limit.name) {
            let names = Self.names(of: limit.name)
            guard !additions.contains(where: { names.contains($0.name) }) else { continue }
            additions.append(Parameter(limit.name, json: limit.most.shortText))
        }
        return additions
    }
}

extension Double {
    /// A finite number as JSON, without the fraction that it does not need.
    var shortText: String { Int(exactly: self).map { "\($0)" } ?? "\(self)" }
}

extension ByteBuffer {
    /// Appends a member of a JSON object with its name and without a comma.
    mutating func appendMember(_ name: String, json: Span<UInt8>) {
        append(ASCII.quote)
        JSONString.escape(name, into: &self)
        append("\":")
        append(json)
    }

    /// Appends a message with a role and a text.
    mutating func appendMessage(role: StaticString, text: String) {
        append(#"{"role":""#)
        append(role)
        append(#"","content":""#)
        JSONString.escape(text, into: &self)
        append(#""}"#)
    }
}
