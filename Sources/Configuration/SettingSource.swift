// Where the value of a setting came from.

/// The origin of one value, precise enough to find and change it.
public enum SettingSource: Sendable, Equatable {
    /// An option of the command line.
    case commandLine
    /// A variable of the process's environment, by its name.
    case environment(String)
    /// A line of the `.env` file: the variable's name and the line, counted from 1.
    case dotEnv(String, line: Int)
    /// A line of a configuration file: the file's name and the line, counted from 1.
    case file(String, line: Int)
    /// The code.
    case standard
}

extension SettingSource: CustomStringConvertible {
    /// The origin in words.
    public var description: String {
        switch self {
        case .commandLine: "command line"
        case .environment(let name): "environment \(name)"
        case .dotEnv(let name, let line): ".env line \(line), \(name)"
        case .file(let name, let line): "\(name) line \(line)"
        case .standard: "default"
        }
    }

    /// The same origin under another name, if there is one and it has names.
    func named(_ name: String?) -> SettingSource {
        guard let name else { return self }
        return switch self {
        case .environment: .environment(name)
        case .dotEnv(_, let line): .dotEnv(name, line: line)
        case .commandLine, .file, .standard: self
        }
    }

    /// The same origin at another line, where it has lines.
    func at(line: Int) -> SettingSource {
        guard line > 0, case .file(let name, _) = self else { return self }
        return .file(name, line: line)
    }
}
