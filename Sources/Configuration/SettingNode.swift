// What was written for a setting, before anybody knows what it should be.

/// A value as YAML, JSON or a variable states it, with the line it stands on.
struct SettingNode: Sendable, Equatable {
    /// The kinds of value that the formats share.
    indirect enum Content: Sendable, Equatable {
        case null
        case boolean(Bool)
        case integer(Int)
        case decimal(Double)
        case text(String)
        case list([SettingNode])
        case section([Entry])
    }

    /// One key of a section with its value.
    struct Entry: Sendable, Equatable {
        let name: String
        let node: SettingNode
    }

    let content: Content
    /// The line, counted from 1; 0 where the format has no lines.
    let line: Int

    init(_ content: Content, line: Int = 0) {
        self.content = content
        self.line = line
    }

    /// Tells whether this states the absence of a value: null, or an empty text.
    var isAbsent: Bool {
        switch content {
        case .null: true
        case .text(let text): text.isEmpty
        default: false
        }
    }
}

extension SettingNode: CustomStringConvertible {
    private static let shownMax = 60

    /// The value in JSON's manner, cut where it becomes too long for a line.
    var description: String {
        let whole = rendering
        guard whole.count > Self.shownMax else { return whole }
        return whole.prefix(Self.shownMax) + "…"
    }

    private var rendering: String {
        switch content {
        case .null: return "null"
        case .boolean(let value): return "\(value)"
        case .integer(let value): return "\(value)"
        case .decimal(let value): return "\(value)"
        case .text(let value): return SettingText.quoted(value)
        case .list(let nodes):
            return "[" + nodes.map(\.rendering).joined(separator: ", ") + "]"
        case .section(let entries):
            let pairs = entries.map { "\($0.name): \($0.node.rendering)" }
            return "{" + pairs.joined(separator: ", ") + "}"
        }
    }
}
