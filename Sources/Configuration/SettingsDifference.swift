// What has changed between two settings, by name only: values may be secrets.

extension Settings {
    /// The dotted names of settings that take effect at the next start only.
    public static let fixedNames = Set(table.filter(\.isFixed).map(\.name))

    /// The dotted names of settings whose values differ, in the order of the documentation.
    public func changedNames(from other: Settings) -> [String] {
        let names = Settings.table.filter { !$0.isSame(self, other) }.map(\.name)
        let sections = Set((providers + other.providers).map(\.name)).sorted().filter { name in
            provider(name) != other.provider(name)
        }
        return names + sections.map { "\(ProviderSections.section).\($0)" }
    }

    /// These settings with those of ``fixedNames`` as they are in force.
    public func keepingFixed(of current: Settings) -> Settings {
        var kept = self
        for setting in Settings.table where setting.isFixed { setting.copy(current, &kept) }
        return kept
    }
}
