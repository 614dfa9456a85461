// A time of day that jumps: tokens and dates follow it, nothing else does.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    /// With libfaketime, which stands in for the system's clock of the day and leaves the monotonic one alone.
    ///
    /// scripts/test installs it; under a sanitizer, whose own library must be the first, these tests are left out.
    @Suite(.enabled(if: FakeClock.isInstalled && !Sanitizer.isOn))
    struct ClockTests {
        @Test func `a jump cuts no stream, and limits of time hold after it`() throws {
            let mock = try MockServer()
            let clock = try FakeClock()
            let settings = [
                "OPENAI__FIRST_TOKEN_TIMEOUT_SECONDS": "1.5", "OPENAI__IDLE_TIMEOUT_SECONDS": "5",
                "OPENAI__MAX_RETRIES": "1", "STREAM__KEEPALIVE_SECONDS": "0.1",
                "LIMITS__RATE__REQUESTS_PER_MINUTE": "20",
            ]
            let server = try clock.server(mock, settings)
            for year in [2090, 1995, 2026, 2001] {
                let answer = try server.chat("#mock id=\(year) tokens=30 interval=10ms")
                try answer.skip(to: "text-delta")
                try clock.set(year: year)
                let isThere = try eventually {
                    try server.connect().request("GET", "/health/live")["date"]?
                        .contains(" \(year) ") == true
                }
                #expect(isThere, "the clock has not jumped")
                let events = try answer.rest()
                #expect(events.suffix(2).map(\.type) == ["finish", "[DONE]"])
                #expect(events.filter { $0.type == "text-delta" }.count == 29)
                // Neither at once nor in years.
                let start = ContinuousClock.now
                let silent = try server.chat("#mock id=1 fault=silence").rest()
                let duration = ContinuousClock.now - start
                #expect(silent.suffix(2).map(\.type) == ["error", "[DONE]"])
                #expect(silent.filter { $0.text == ": ping" }.count >= 3)
                #expect((.milliseconds(1450)...Duration.seconds(60)).contains(duration))
                // Three requests of twenty do not come back at once, whatever the year.
                let models = try server.connect().request("GET", "/models")
                #expect(models.status == 200)
                #expect(models["ratelimit"]?.contains("r=19") == false)
            }
        }

        @Test func `a token is valid at the time that it is`() throws {
            let clock = try FakeClock()
            let settings = ["AUTH__MODE": "jwt", "AUTH__JWT__SECRET": TestTokens.secret]
            let server = try clock.server(nil, settings)
            func status(_ token: String) throws -> Int {
                let field = "Authorization: Bearer \(token)"
                return try server.connect().request("GET", "/models", fields: [field]).status
            }
            for (year, first, second) in [(2026, 401, 200), (1999, 200, 200), (2101, 401, 401)] {
                try clock.set(year: year)
                let isThere = try eventually {
                    try status(TestTokens.until2000) == first
                        && status(TestTokens.until2100) == second
                }
                #expect(isThere, "\(year)")
            }
        }

        @Test func `the end of the process comes in time although the clock jumps`() throws {
            let mock = try MockServer()
            let clock = try FakeClock()
            let server = try clock.server(mock, ["DRAIN__TIMEOUT_SECONDS": "1"])
            let answer = try server.chat("#mock id=1 tokens=1000 interval=20ms")
            try answer.skip(to: "text-delta")
            server.program.signal(SIGTERM)
            _ = try server.program.output.line { $0.contains("\"Draining\"") }
            let start = ContinuousClock.now
            try clock.set(year: 1995)
            #expect(try answer.rest().suffix(2).map(\.type) == ["error", "[DONE]"])
            #expect(try server.program.exitStatus() == 0)
            #expect(
                (.milliseconds(500)...Duration.seconds(60)).contains(ContinuousClock.now - start)
            )
        }
    }
}

/// A time of day that a test sets while a program runs.
private struct FakeClock {
    private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
    private let directory: TemporaryDirectory

    static var isInstalled: Bool { FileManager.default.fileExists(atPath: library) }

    init() throws {
        directory = try TemporaryDirectory()
        try set(year: 2026)
    }

    /// Has it be the first of June of a year, and go on from there.
    func set(year: Int) throws {
        // Written as a whole, because the library may read at any moment.
        try directory.write("@\(year)-06-01 12:00:00", to: "now")
    }

    func server(_ mock: MockServer?, _ settings: [String: String]) throws -> ChatServer {
        var environment = ChatServer.environment(mock, settings)
        environment["LD_PRELOAD"] = Self.library
        environment["FAKETIME_TIMESTAMP_FILE"] = directory.url.appending(path: "now").path()
        environment["FAKETIME_NO_CACHE"] = "1"
        environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        environment["TZ"] = "UTC"
        return try ChatServer(mock, try Program(["serve"], environment: environment))
    }
}
