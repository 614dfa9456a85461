// The effective settings with their origins, for people.

/// Shows settings as a YAML file that says of each value where it came from.
public enum SettingsReport {
    private static let commentColumn = 48

    /// The text, one setting a line, secrets redacted.
    public static func text(_ loaded: LoadedSettings) -> String {
        var lines: [String] = []
        var open: [Substring] = []
        for setting in Settings.table {
            let path = setting.name.split { $0 == "." }
            let sections = Array(path.dropLast())
            let shared = zip(open, sections).prefix { $0 == $1 }.count
            for depth in shared..<sections.count {
                lines.append(indentation(depth) + sections[depth] + ":")
            }
            open = sections
            // Lists of objects go on below their key.
            let value = setting.show(loaded.settings).split(omittingEmptySubsequences: false) {
                $0 == "\n"
            }
            let source = loaded.origins[setting.name] ?? .standard
            let line = indentation(sections.count) + (path.last ?? "") + ": " + value[0]
            lines.append(padded(line) + "# \(source)")
            lines += value.dropFirst().map { indentation(sections.count + 1) + $0 }
        }
        lines += providerLines(loaded)
        return lines.joined(separator: "\n") + "\n"
    }

    private static func providerLines(_ loaded: LoadedSettings) -> [String] {
        let section = ProviderSections.section
        guard !loaded.settings.providers.isEmpty else { return [section + ": {}"] }
        var lines = [section + ":"]
        for provider in loaded.settings.providers {
            lines.append(indentation(1) + provider.name + ":")
            for row in Settings.Provider.fields {
                let source = loaded.origins["\(section).\(provider.name).\(row.name)"] ?? .standard
                lines.append(
                    padded(indentation(2) + row.name + ": " + row.show(provider)) + "# \(source)"
                )
            }
        }
        return lines
    }

    private static func indentation(_ depth: Int) -> String {
        String(repeating: "  ", count: depth)
    }

    private static func padded(_ line: String) -> String {
        line + String(repeating: " ", count: max(1, commentColumn - line.count))
    }
}
