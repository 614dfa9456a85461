// What is wrong with a request, and where, in the terms of the original's validation.

internal import JSON

/// One thing that is wrong with a body that is JSON.
struct RequestError {
    /// A member or an element on the way to what is wrong.
    enum Step: Comparable {
        case member(Member)
        case index(Int)
        /// A member whose name the settings have.
        case name(String)
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
        /// The part's `type` is no string; it stands at the range.
        case partTypeInvalid(Range<Int>)
        /// A list has more elements than it may; how many it may have, and how many it has.
        case tooMany(most: Int, count: Int)
        /// The messages have more parts in all than they may.
        case tooManyParts(most: Int, count: Int)
        case modelPattern
        case toolNamePattern
        case tooShort(Int)
        case tooLong(Int)
        case number
        case tooLarge(Double)
    }

    /// The place of a message, or of one of its members.
    static func message(_ index: Int, _ member: Member? = nil) -> [Step] {
        [.member(.messages), .index(index)] + (member.map { [.member($0)] } ?? [])
    }

    let rule: Rule
    let location: [Step]
    /// The value that is reported: what is wrong, or what lacks a member.
    let input: Range<Int>
}

/// What is wrong with a request; as many errors as anyone will read.
///
/// Errors by the rules that only the original's clients are held to are kept apart from the others: which rules count
/// is known at the end, and as many of the one kind must not hide one of the other.
struct RequestErrors {
    /// How much had been noted when something began that may have to be forgotten.
    struct Mark {
        fileprivate let strict: Int
        fileprivate let common: Int
    }

    private static let countMax = 500
    private var strict: [RequestError] = []
    private var common: [RequestError] = []

    /// Tells whether the request is refused whoever its client is, with as many errors as are reported: nothing that
    /// follows can change that.
    var isFull: Bool { common.count >= Self.countMax }

    /// What has been noted so far.
    var mark: Mark { Mark(strict: strict.count, common: common.count) }

    /// Notes an error.
    ///
    /// - Parameter isStrict: Whether only clients of the original's contract are held to the rule.
    mutating func add(
        _ rule: RequestError.Rule,
        at location: @autoclosure () -> [RequestError.Step],
        input: Range<Int>,
        isStrict: Bool = false
    ) {
        guard (isStrict ? strict : common).count < Self.countMax else { return }
        let error = RequestError(rule: rule, location: location(), input: input)
        if isStrict { strict.append(error) } else { common.append(error) }
    }

    /// Notes what is wrong with a part of the request that was read by itself.
    mutating func add(_ other: RequestErrors) {
        strict += other.strict.prefix(Self.countMax - strict.count)
        common += other.common.prefix(Self.countMax - common.count)
    }

    /// Forgets the latest errors, because a later member of the same name replaces what they are
    /// about.
    mutating func forget(since mark: Mark) {
        strict.removeLast(strict.count - mark.strict)
        common.removeLast(common.count - mark.common)
    }

    /// The errors in the order of the report.
    ///
    /// - Parameter isStrict: Whether the client is held to the original's contract.
    func sorted(isStrict: Bool) -> [RequestError] {
        let all = isStrict ? strict + common : common
        guard all.count > 1 else { return all }
        return all.sorted { $0.location.lexicographicallyPrecedes($1.location) }
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
