// How the process ends, as numbers. sysexits.h.

internal import ArgumentParser

extension ExitCode {
    /// The address cannot be bound.
    static let unavailable = ExitCode(69)
    /// Something failed that should not.
    static let software = ExitCode(70)
    /// The configuration is wrong.
    static let configuration = ExitCode(78)
}
