// What a rule finds, and how it becomes a failure.

import Testing

/// A place that breaks a rule.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    var line: Int?
    let message: String

    var description: String {
        "\(path)\(line.map { ":\($0)" } ?? ""): \(message)"
    }
}

/// Fails the test once for each violation, so that each is a line of its own.
func expectNone(
    _ violations: [Violation],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    for violation in violations {
        Issue.record("\(violation)", sourceLocation: sourceLocation)
    }
}
