// What has changed between two settings, by name only: values may be secrets.

extension Settings {
    /// The dotted names of settings that take effect at the next start only.
    public static let fixedNames = Set(table.filter(\.isFixed).map(\.name))

    /// The dotted names of settings whose values differ, in the order of the documentation.
    public func changedNames(from other: Settings) -> [String] {
        Settings.table.filter { !$0.isSame(self, other) }.map(\.name)
    }

    /// These settings with those of ``fixedNames`` as they are in force.
    public func keepingFixed(of current: Settings) -> Settings {
        var kept = self
        for setting in Settings.table where setting.isFixed { setting.copy(current, &kept) }
        return kept
    }
}
