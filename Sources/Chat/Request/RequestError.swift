// What is wrong with a request, and where, in the terms of the original's validation.

internal import JSON

/// One thing that is wrong with a body that is JSON.
struct RequestError {
    /// A member or an element on the way to what is wrong.
    enum Step: Comparable {
        case member(Member)
        case index(Int)
    }

    /// The members that are looked at, in the order in which they are reported wherever they stand
    /// in the body.
    enum Member: Int, Comparable {
        case messages, model, tools, clientTools
        case id, role, parts
        case text, toolInvocation
        case toolCallId, toolName, args, result
        case name, description, parameters, inputSchema
        case userMessage, conversationId

        static func < (one: Member, other: Member) -> Bool { one.rawValue < other.rawValue }
    }

    /// The rule that was broken.
    enum Rule {
        case missing
        case string, list, dictionary
        case object
        case role
        case partTypeMissing
        case partTypeInvalid
        case modelPattern
        case toolNamePattern
        case tooShort(Int)
        case tooLong(Int)
    }

    /// The place of a message, or of one of its members.
    static func message(_ index: Int, _ member: Member? = nil) -> [Step] {
        [.member(.messages), .index(index)] + (member.map { [.member($0)] } ?? [])
    }

    let rule: Rule
    let location: [Step]
    /// The value that is reported: what is wrong, or what lacks a member.
    let input: Range<Int>
    /// Tells whether only clients of the original's contract are held to the rule.
    let isStrict: Bool
}

/// What is wrong with a request; as many errors as anyone will read.
struct RequestErrors {
    private static let countMax = 500
    private(set) var all: [RequestError] = []

    /// Notes an error.
    mutating func add(
        _ rule: RequestError.Rule,
        at location: @autoclosure () -> [RequestError.Step],
        input: Range<Int>,
        isStrict: Bool = false
    ) {
        guard all.count < Self.countMax else { return }
        all.append(
            RequestError(rule: rule, location: location(), input: input, isStrict: isStrict)
        )
    }

    /// Forgets the latest errors, because a later member of the same name replaces what they are
    /// about.
    mutating func removeLast(keeping count: Int) {
        all.removeLast(all.count - count)
    }

    /// The errors in the order of the report.
    ///
    /// - Parameter isStrict: Whether the client is held to the original's contract.
    func sorted(isStrict: Bool) -> [RequestError] {
        all.filter { isStrict || !$0.isStrict }
            .sorted { $0.location.lexicographicallyPrecedes($1.location) }
    }
}

extension RequestError.Member {
    /// The name as it stands in requests and reports.
    var name: String {
        switch self {
        case .messages: "messages"
        case .model: "model"
        case .tools: "tools"
        case .clientTools: "clientTools"
        case .name: "name"
        case .description: "description"
        case .parameters: "parameters"
        case .inputSchema: "inputSchema"
        case .id: "id"
        case .role: "role"
        case .parts: "parts"
        case .text: "text"
        case .toolInvocation: "tool-invocation"
        case .toolCallId: "toolCallId"
        case .toolName: "toolName"
        case .args: "args"
        case .result: "result"
        case .userMessage: "userMessage"
        case .conversationId: "conversationId"
        }
    }
}
