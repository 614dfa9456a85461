// Settings: refused with reasons, or shown in a form that reads back as the same settings.

import Configuration

/// What must hold for configuration files.
enum SettingsProperty {
    static func complaint(about input: [UInt8]) -> String? {
        var sources = SettingsSources()
        sources.dotEnv = input
        if let complaint = check(sources) { return ".env: \(complaint)" }
        sources = SettingsSources()
        sources.sharedFile = SettingsSources.File(name: "a.yaml", bytes: input)
        return check(sources)
    }

    private static func check(_ sources: SettingsSources) -> String? {
        do throws(SettingsError) {
            let loaded = try SettingsLoader.load(sources, requiresProviderKey: false)
            let report = SettingsReport.text(loaded)
            return report.contains("‹redacted›") ? nil : reload(report)
        } catch {
            if error.problems.isEmpty { return "refused without a reason" }
            return error.problems.contains { $0.description.isEmpty } ? "a silent problem" : nil
        }
    }

    private static func reload(_ report: String) -> String? {
        var sources = SettingsSources()
        sources.sharedFile = SettingsSources.File(name: "a.yaml", bytes: Array(report.utf8))
        do throws(SettingsError) {
            let again = try SettingsLoader.load(sources, requiresProviderKey: false)
            let shown = values(SettingsReport.text(again))
            return shown == values(report) ? nil : "read back, it is \(shown)"
        } catch {
            return "the report cannot be read: \(error) in \(report)"
        }
    }

    /// The report without the origins, which stand behind the last number sign of a line.
    private static func values(_ report: String) -> [String] {
        report.split(separator: "\n").map { line in
            guard let sign = line.lastIndex(of: "#") else { return String(line) }
            return String(line[..<sign])
        }
    }
}
