// Levels have the names and the order of Python's.

import Testing

@testable import Log

@Suite struct LogLevelTests {
    @Test func `levels are ordered by severity`() {
        #expect(LogLevel.allCases.sorted() == [.debug, .info, .warning, .error, .critical])
        #expect(LogLevel.allCases.map(\.rawValue) == [10, 20, 30, 40, 50])
    }

    @Test(arguments: LogLevel.allCases)
    func `each level is found by its name`(level: LogLevel) {
        #expect(LogLevel(name: level.name.description) == level)
    }

    @Test(arguments: ["", "info", "INFO ", "WARN", "NOTSET"])
    func `other names are no levels`(name: String) {
        #expect(LogLevel(name: name) == nil)
    }
}
