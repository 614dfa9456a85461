// The reference in docs/CONFIGURATION.md says what the table of settings says.

import Foundation
import Testing

@testable import Configuration

@Suite struct ConfigurationDocsTests {
    private let text: String

    init() throws {
        text = try String(contentsOf: Repository.url("docs/CONFIGURATION.md"), encoding: .utf8)
    }

    @Test(arguments: Settings.table.map(\.name))
    func `the reference has a true row for each setting`(name: String) throws {
        let setting = try #require(Settings.table.first { $0.name == name })
        let row = cells(
            "`\(name)`",
            "`\(setting.variable)`",
            setting.shape.name,
            setting.shape.unit ?? "",
            defaultText(setting),
            setting.shape.allowed,
            setting.summary
        )
        #expect(section("## Settings").contains(row), "expected: \(row)")
    }

    @Test func `the reference has no rows but those of the settings`() {
        #expect(section("## Settings").count == Settings.table.count)
    }

    @Test func `the reference has a true row for each field of a key`() {
        #expect(
            section("### Elements of `auth.api_keys`")
                == Settings.APIKey.fields.map { row(of: $0, blank: Settings.APIKey()) }
        )
    }

    @Test func `the reference has a true row for each field of a model`() {
        #expect(
            section("### Elements of `models`")
                == Settings.Model.fields.map { row(of: $0, blank: Settings.Model()) }
        )
    }

    @Test func `the reference has a true row for each field of a target`() {
        #expect(
            section("#### Elements of `targets`")
                == Settings.Target.fields.map { row(of: $0, blank: Settings.Target()) }
        )
    }

    @Test func `the reference has a true row for each field of prices`() {
        #expect(
            section("#### Fields of `prices`")
                == Settings.Prices.fields.map { row(of: $0, blank: Settings.Prices()) }
        )
    }

    @Test func `the reference names every provider that is known by its name`() {
        for name in ProviderPreset.names { #expect(text.contains("`\(name)`"), "\(name)") }
    }

    private func row<Root>(of field: Setting<Root>, blank: Root) -> String {
        cells(
            "`\(field.name)`",
            field.shape.name,
            field.shape.unit ?? "",
            defaultText(of: field, blank),
            field.shape.allowed,
            field.summary
        )
    }

    private func defaultText<Root>(of field: Setting<Root>, _ blank: Root) -> String {
        switch field.whenAbsent {
        case .required: "required"
        case .requiredUnless(let other): "required without `\(other)`"
        default: "`\(field.show(blank))`"
        }
    }

    private func defaultText(_ setting: Setting<Settings>) -> String {
        switch setting.whenAbsent {
        case .variable(let name): return "`\(name)`, else `null`"
        case .setting(let name): return "`\(name)`"
        case .proxyOfEnvironment: return "of the environment, else `null`"
        case .initial, .required, .requiredUnless: break
        }
        let shown = setting.show(Settings())
        return shown.hasPrefix("\n") ? "the two of `config.yaml`" : "`\(shown)`"
    }

    private func cells(_ cells: String...) -> String {
        "| " + cells.joined(separator: " | ") + " |"
    }

    // The rows of the first table below a heading, without its head.
    private func section(_ heading: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let below = lines.drop { $0 != heading }.drop { !$0.hasPrefix("|") }
        return below.prefix { $0.hasPrefix("|") }.dropFirst(2).map { $0 }
    }
}
