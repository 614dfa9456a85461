// What has changed between two settings, by name only: values may be secrets.

extension Settings {
    /// Settings that take effect at the next start only: the sockets and threads are made once.
    public static let fixedNames: Set<String> = ["server.host", "server.port", "server.workers"]

    /// The dotted names of settings whose values differ, in the order of the documentation.
    public func changedNames(from other: Settings) -> [String] {
        Settings.table.filter { !$0.isSame(self, other) }.map(\.name)
    }

    /// These settings with those of ``fixedNames`` as they are in force.
    public func keepingFixed(of current: Settings) -> Settings {
        var kept = self
        kept.server.host = current.server.host
        kept.server.port = current.server.port
        kept.server.workers = current.server.workers
        return kept
    }
}
