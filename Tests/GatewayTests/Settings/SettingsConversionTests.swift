// Whether settings offer what the parts can do, by the same names.

import Configuration
import Log
import Testing

@testable import Auth
@testable import Gateway

@Suite struct SettingsConversionTests {
    @Test func `every algorithm of tokens can be set, and no other`() {
        let offered = Settings.JWT.Algorithm.allCases.map(\.rawValue)
        #expect(offered.sorted() == JWTAlgorithm.allCases.map(\.rawValue).sorted())
    }

    @Test func `every level of the log can be set, by the name that lines have`() {
        for level in Settings.Logging.Level.allCases {
            #expect(LogLevel(level).name.description == level.rawValue)
        }
        #expect(Set(Settings.Logging.Level.allCases.map { LogLevel($0) }) == Set(LogLevel.allCases))
    }

    @Test func `every form of lines can be set`() {
        let formats = Set(Settings.Logging.Format.allCases.map { LogFormat($0) })
        #expect(formats == Set(LogFormat.allCases))
    }
}
