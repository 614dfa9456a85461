// The table of settings is whole, consistent, and its bounds are what it says.

import Testing

@testable import Configuration

@Suite struct SettingsTableTests {
    @Test func `names are unique, and words in lower case with underscores`() {
        let names = Settings.table.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names {
            #expect(name.wholeMatch(of: /[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)*/) != nil, "\(name)")
            #expect(!name.contains("__"))
        }
    }

    @Test func `no setting is also a section`() {
        let names = Settings.table.map(\.name)
        for name in names {
            #expect(!names.contains { $0.hasPrefix(name + ".") })
        }
    }

    @Test func `every field of the tree has a row`() {
        // The name of a provider is that of its section, and the sections of providers have a table of their own.
        #expect(leafCount(of: Settings()) == Settings.table.count + 2)
        #expect(
            Mirror(reflecting: Settings.Provider()).children.count
                == Settings.Provider.fields.count + 1
        )
        #expect(
            Mirror(reflecting: Settings.Target()).children.count == Settings.Target.fields.count
        )
        #expect(
            Mirror(reflecting: Settings.APIKey()).children.count == Settings.APIKey.fields.count
        )
        #expect(Mirror(reflecting: Settings.Model()).children.count == Settings.Model.fields.count)
    }

    @Test(arguments: Settings.table.map(\.name))
    func `a row changes its own field and no other`(name: String) throws {
        let setting = try #require(Settings.table.first { $0.name == name })
        let changed = try #require(changedSettings(by: setting), "no other value was found")
        for other in Settings.table {
            let isChanged = other.show(changed) != other.show(Settings())
            #expect(isChanged == (other.name == name), "\(other.name)")
        }
    }

    @Test(arguments: Settings.table.map(\.name))
    func `bounds hold at their edges`(name: String) throws {
        let setting = try #require(Settings.table.first { $0.name == name })
        let bounds = setting.shape.allowed.matches(of: /from ([0-9.]+) to ([0-9.]+)/)
        guard let match = bounds.first, let lower = Double(match.1), let upper = Double(match.2),
            ["integer", "number"].contains(setting.shape.name)
        else { return }
        let step = setting.shape.name == "integer" ? 1 : 0.001
        #expect(!takes(setting, lower - step))
        #expect(takes(setting, lower))
        #expect(takes(setting, lower + step))
        #expect(takes(setting, upper - step))
        #expect(takes(setting, upper))
        #expect(!takes(setting, upper + step))
    }

    @Test(arguments: Settings.table.map(\.name))
    func `the default of a setting is a value that it takes`(name: String) throws {
        let setting = try #require(Settings.table.first { $0.name == name })
        let node = try YAMLSource.parse(Array(setting.show(Settings()).utf8))
        var settings = Settings()
        var refusals: [Refusal] = []
        setting.store(node, &settings, &refusals)
        #expect(refusals.isEmpty)
        #expect(settings == Settings())
    }

    @Test(arguments: Settings.table.map(\.name))
    func `a row says in one sentence what its setting does`(name: String) throws {
        let setting = try #require(Settings.table.first { $0.name == name })
        #expect(setting.summary.hasSuffix("."))
        #expect(setting.summary.count > 20)
        #expect(!setting.summary.contains("|"))
        #expect(!setting.shape.allowed.contains("|"))
    }

    @Test func `settings that stand in for others exist and come before them`() {
        for (index, setting) in Settings.table.enumerated() {
            guard case .setting(let name) = setting.whenAbsent else { continue }
            #expect(Settings.table[..<index].contains { $0.name == name })
        }
    }

    @Test func `zero tries mean one`() {
        var openai = Settings().openai
        #expect(openai.attemptsMax == 3)
        openai.maxRetries = 0
        #expect(openai.attemptsMax == 1)
    }

    private func takes(_ setting: Setting<Settings>, _ value: Double) -> Bool {
        let content: SettingNode.Content =
            setting.shape.name == "integer" ? .integer(Int(value)) : .decimal(value)
        var settings = Settings()
        var refusals: [Refusal] = []
        setting.store(SettingNode(content), &settings, &refusals)
        return refusals.isEmpty
    }

    // The settings with another value in one field: the first of some candidates that changes it.
    private func changedSettings(by setting: Setting<Settings>) -> Settings? {
        let words = setting.shape.allowed.split { " ,".contains($0) }.map { String($0) }
        let texts = ["http://other.example", "-----BEGIN X-----"] + words
        var candidates: [SettingNode.Content] = texts.map { .text($0) }
        candidates += (1...20).map { .integer($0 * 1000 + 1) } + (1...20).map { .integer($0) }
        candidates += [.boolean(true), .boolean(false), .list([SettingNode(.text("X"))])]
        let key = [
            SettingNode.Entry(name: "key", node: SettingNode(.text("k"))),
            SettingNode.Entry(name: "name", node: SettingNode(.text("n"))),
        ]
        candidates += [.list([SettingNode(.section(key))]), .list([]), .section(key)]
        let number = SettingNode.Entry(name: "x", node: SettingNode(.integer(1)))
        candidates.append(.section([number]))
        for candidate in candidates {
            var settings = Settings()
            var refusals: [Refusal] = []
            setting.store(SettingNode(candidate), &settings, &refusals)
            if refusals.isEmpty, setting.show(settings) != setting.show(Settings()) {
                return settings
            }
        }
        return nil
    }

    // Structures of ours are branches, all else is a leaf.
    private func leafCount(of value: Any) -> Int {
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct, !(value is Duration), !(value is String),
            !(value is Int), !(value is Bool)
        else { return 1 }
        return mirror.children.reduce(0) { $0 + leafCount(of: $1.value) }
    }
}
