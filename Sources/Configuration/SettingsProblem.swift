// What is wrong with a configuration, said so that the operator can mend it.

/// One thing that keeps the server from starting.
public struct SettingsProblem: Sendable, Equatable {
    /// The dotted name of the setting, perhaps with a place in it, such as `models[0].id`; empty
    /// for a file as a whole.
    public let key: String
    /// The value, redacted if it is secret; nil where there is none.
    public let value: String?
    /// Where it was given; nil if it was not.
    public let source: SettingSource?
    /// What is wrong and what is allowed.
    public let message: String
}

extension SettingsProblem: CustomStringConvertible {
    /// The problem as one line.
    public var description: String {
        var line = key
        if let value { line += " = \(value)" }
        if !line.isEmpty { line += ": " }
        line += message
        if let source { line += " (\(source))" }
        return line
    }
}

/// All that is wrong with a configuration, at once.
public struct SettingsError: Error, Sendable, Equatable {
    /// What keeps the server from starting, never empty.
    public let problems: [SettingsProblem]
    /// What would not have kept it.
    public let warnings: [String]
}

extension SettingsError: CustomStringConvertible {
    /// One line for each problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

/// Problems and warnings while they are collected.
struct SettingsFindings {
    private(set) var problems: [SettingsProblem] = []
    private(set) var warnings: [String] = []

    mutating func refuse(
        _ key: String,
        _ message: String,
        value: String? = nil,
        source: SettingSource? = nil
    ) {
        problems.append(SettingsProblem(key: key, value: value, source: source, message: message))
    }

    mutating func warn(_ warning: String) {
        warnings.append(warning)
    }
}
