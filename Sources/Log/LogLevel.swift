// How severe a line is, and what lines look like.

/// The severity of a line, with the names and the order of Python's logging.
public enum LogLevel: Int, Sendable, CaseIterable {
    /// Details for the people who change the program.
    case debug = 10
    /// The normal course of things.
    case info = 20
    /// Something odd that the program coped with.
    case warning = 30
    /// Something that failed.
    case error = 40
    /// Something that keeps the program from working.
    case critical = 50

    /// The name in lines and settings.
    public var name: StaticString {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }
}

extension LogLevel: Comparable {
    /// Tells whether the left one is less severe.
    @inlinable
    public static func < (left: LogLevel, right: LogLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// What a line looks like.
public enum LogFormat: Sendable, CaseIterable {
    /// One JSON object.
    case json
    /// `time - LEVEL - logger - message`, then the fields as `key=value`.
    case text
}
