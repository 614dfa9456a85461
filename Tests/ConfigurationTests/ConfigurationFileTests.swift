// The shipped config.yaml states the defaults, all of them.

import Testing

@testable import Configuration

@Suite struct ConfigurationFileTests {
    private func load() throws -> LoadedSettings {
        var sources = SettingsSources()
        sources.sharedFile = SettingsSources.File(
            name: "config.yaml",
            bytes: try Repository.bytes("config/config.yaml")
        )
        return try SettingsLoader.load(sources, requiresProviderKey: false)
    }

    @Test func `the shipped file loads as the defaults`() throws {
        let loaded = try load()
        #expect(loaded.settings == Settings())
        #expect(loaded.warnings.isEmpty)
    }

    @Test func `the shipped file states every setting`() throws {
        let bytes = try Repository.bytes("config/config.yaml")
        let root = try YAMLSource.parse(bytes)
        for setting in Settings.table {
            let path = setting.name.split(separator: ".").map(String.init)
            #expect(node(at: path[...], in: root) != nil, "\(setting.name)")
        }
    }

    @Test func `every setting has a comment before it or before its neighbour`() throws {
        let bytes = try Repository.bytes("config/config.yaml")
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        for setting in Settings.table {
            let key = setting.name.split(separator: ".").last.map { "\($0):" } ?? ""
            let places = lines.indices.filter { lines[$0].drop { $0 == " " }.hasPrefix(key) }
            let isExplained = places.contains { place in
                let before = lines[..<place].suffix(3)
                return before.contains { $0.drop { $0 == " " }.hasPrefix("#") }
            }
            #expect(isExplained, "\(setting.name)")
        }
    }

    private func node(at path: ArraySlice<String>, in node: SettingNode) -> SettingNode? {
        guard let name = path.first else { return node }
        guard case .section(let entries) = node.content else { return nil }
        return entries.first { $0.name == name }.flatMap {
            self.node(at: path.dropFirst(), in: $0.node)
        }
    }
}
