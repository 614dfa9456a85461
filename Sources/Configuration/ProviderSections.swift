// The sections of providers with names of the operator's own, `providers.NAME`.

internal import Providers

/// The names of settings below `providers`, which no table can list.
enum ProviderSections {
    /// The section that holds them.
    static let section = "providers"

    private static let fields = Dictionary(
        uniqueKeysWithValues: Settings.Provider.fields.map { ($0.name, $0) }
    )
    /// The names of the settings of each.
    static let fieldNames = Settings.Provider.fields.map(\.name)

    /// The provider's name and the setting of it that a dotted name stands for; an empty setting is the section itself.
    static func parts(of name: String) -> (provider: String, field: String)? {
        let levels = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard 2...3 ~= levels.count, levels[0] == section, isName(levels[1]) else { return nil }
        guard levels.count == 3 else { return (levels[1], "") }
        return fields[levels[2]] == nil ? nil : (levels[1], levels[2])
    }

    /// The row of a dotted name below ``section``.
    static func row(of name: String) -> Setting<Settings.Provider>? {
        parts(of: name).flatMap { fields[$0.field] }
    }

    /// Tells whether a provider may be called so: a variable's name can hold nothing else.
    static func isName(_ name: String) -> Bool {
        1...40 ~= name.utf8.count && name != "openai"
            && name.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil
    }

    /// What is wrong with a name that is none.
    static let nameMessage =
        "must be a name of lower-case letters, digits and single underscores, other than openai"

    /// The providers that assignments tell of, in the order of their names.
    static func providers(
        _ assignments: [String: Assignment],
        environment: [String: String],
        _ findings: inout SettingsFindings
    ) -> [Settings.Provider] {
        Set(assignments.keys.compactMap { parts(of: $0)?.provider }).sorted()
            .map { provider($0, assignments, environment, &findings) }
    }

    private static func provider(
        _ name: String,
        _ assignments: [String: Assignment],
        _ environment: [String: String],
        _ findings: inout SettingsFindings
    ) -> Settings.Provider {
        var provider = Settings.Provider()
        provider.name = name
        let preset = ProviderPreset.named(name)
        provider.dialect = preset?.dialect ?? .openai
        provider.baseURL = preset?.baseURL ?? ""
        func assignment(_ field: String) -> Assignment? {
            assignments["\(section).\(name).\(field)"].flatMap { $0.node.isAbsent ? nil : $0 }
        }
        for row in Settings.Provider.fields {
            var given = assignment(row.name)
            switch row.whenAbsent {
            case .setting(let other): given = given ?? assignment(other)
            case .proxyOfEnvironment where given == nil:
                given = ProxyURL.variable(for: provider.baseURL, in: environment).map {
                    Assignment(node: SettingNode(.text($1)), source: .environment($0))
                }
            case .initial, .required, .requiredUnless, .variable, .proxyOfEnvironment: break
            }
            guard let given else { continue }
            var refusals: [Refusal] = []
            row.store(given.node, &provider, &refusals)
            let key = "\(section).\(name).\(row.name)"
            for refusal in refusals {
                findings.refuse(
                    key + refusal.place,
                    refusal.message,
                    value: Disclosure.value(refusal.value, of: key),
                    source: given.source.at(line: refusal.line)
                )
            }
            // The address of a dialect that has one, before the proxy that depends on it.
            if row.name == "dialect", preset?.dialect != provider.dialect {
                provider.baseURL = provider.dialect.standardBaseURL ?? ""
            }
        }
        let isRefused = findings.problems.contains { $0.key == "\(section).\(name).base_url" }
        if provider.baseURL.isEmpty, !isRefused {
            findings.refuse("\(section).\(name).base_url", "is required")
        }
        return provider
    }
}
