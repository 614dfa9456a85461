// Variables of the environment and of .env, and the names of settings in them.

/// A name with a text, from the process's environment or from a `.env` file.
struct Variable: Sendable, Equatable {
    /// The beginning of every variable that is ours.
    static let prefix = "MAMBA_"

    /// The name in upper case, as names are compared without regard to case.
    let name: String
    let value: String
    let source: SettingSource

    init(_ name: String, _ value: String, source: SettingSource) {
        self.name = name.uppercased()
        self.value = value
        self.source = source
    }

    /// The dotted name that the variable stands for; nil if it is none of ours.
    var settingName: String? {
        guard name.hasPrefix(Self.prefix) else { return nil }
        return levels.joined(separator: ".").lowercased()
    }

    /// How many levels the name descends.
    var depth: Int { levels.count }

    /// Tells whether Kubernetes set it to announce a service that happens to be called mamba.
    var isServiceLink: Bool {
        value.hasPrefix("tcp://") || value.hasPrefix("udp://") || name.contains("_SERVICE_")
            || name.contains("_TCP_") || name.contains("_UDP_")
    }

    /// The variable that sets a setting.
    static func name(of setting: String) -> String {
        let levels = setting.split(omittingEmptySubsequences: false) { $0 == "." }
        return prefix
            + levels.map { $0 == Secret.redaction ? String($0) : $0.uppercased() }
            .joined(separator: "__")
    }

    // Two underscores in a row part the levels; a single one belongs to a word.
    private var levels: [Substring] {
        var levels: [Substring] = []
        var start = name.index(name.startIndex, offsetBy: Self.prefix.count)
        var index = start
        while index < name.endIndex {
            if name[index...].hasPrefix("__") {
                levels.append(name[start..<index])
                index = name.index(index, offsetBy: 2)
                start = index
            } else {
                index = name.index(after: index)
            }
        }
        return levels + [name[start...]]
    }
}
