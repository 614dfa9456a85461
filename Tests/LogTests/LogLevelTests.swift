// Levels have the names and the order of Python's.

import Testing

@testable import Log

@Suite struct LogLevelTests {
    @Test func `levels are ordered by severity`() {
        #expect(LogLevel.allCases.sorted() == [.debug, .info, .warning, .error, .critical])
        #expect(LogLevel.allCases.map(\.rawValue) == [10, 20, 30, 40, 50])
    }

    @Test func `levels have Python's names`() {
        let names = LogLevel.allCases.map(\.name.description)
        #expect(names == ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
    }
}
