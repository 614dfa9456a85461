import Testing

@testable import Configuration

@Suite struct TextFormTests {
    private static let utf16 = "A=1\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }

    @Test(arguments: [
        ([0xFF, 0xFE] + utf16, "is UTF-16"), ([0xFE, 0xFF, 0, 0x41], "is UTF-16"),
        (utf16, "zero bytes"), ([0x41, 0], "zero bytes"),
    ])
    func `what is no UTF-8 is named`(bytes: [UInt8], word: String) {
        #expect(TextForm.problem(bytes)?.contains(word) == true)
    }

    @Test(
        arguments: [[], Array("A=1\n".utf8), [0xEF, 0xBB, 0xBF, 0x41], [0xFF, 0x41]] as [[UInt8]]
    )
    func `what may be is not`(bytes: [UInt8]) {
        #expect(TextForm.problem(bytes) == nil)
    }

    @Test func `no source is skipped for its form`() {
        var sources = SettingsSources()
        sources.dotEnv = [0xFF, 0xFE] + Self.utf16
        sources.sharedFile = .init(name: "config.yaml", bytes: Self.utf16)
        let error = #expect(throws: SettingsError.self) {
            try SettingsLoader.load(sources, requiresProviderKey: false)
        }
        #expect(error?.problems.count == 2)
        #expect(error?.description.contains(".env is UTF-16") == true)
        #expect(error?.description.contains("config.yaml holds zero bytes") == true)
    }

    @Test func `a byte order mark of UTF-8 is skipped`() throws {
        var sources = SettingsSources()
        sources.dotEnv = [0xEF, 0xBB, 0xBF] + Array("MAMBA_AGENT__MAX_STEPS=3\n".utf8)
        sources.sharedFile = .init(
            name: "config.yaml",
            bytes: [0xEF, 0xBB, 0xBF] + Array("title: {max_length: 20}".utf8)
        )
        let loaded = try SettingsLoader.load(sources, requiresProviderKey: false)
        #expect(loaded.settings.agent.maxSteps == 3)
        #expect(loaded.settings.title.maxLength == 20)
        #expect(loaded.warnings == [])
    }
}
