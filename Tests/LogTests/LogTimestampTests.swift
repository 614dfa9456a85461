// Microseconds become dates of the Gregorian calendar.

import Bytes
import Foundation
import Testing

@testable import Log

@Suite struct LogTimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"), (86_399_999_999, "1970-01-01T23:59:59.999999Z"),
            (86_400_000_000, "1970-01-02T00:00:00.000000Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
            (951_868_800_000_000, "2000-03-01T00:00:00.000000Z"),
            (1_709_164_800_000_000, "2024-02-29T00:00:00.000000Z"),
            (1_735_689_599_999_999, "2024-12-31T23:59:59.999999Z"),
            (1_735_689_600_000_000, "2025-01-01T00:00:00.000000Z"),
            (4_107_542_399_000_000, "2100-02-28T23:59:59.000000Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
            (-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ]
    )
    func `a point in time has its date`(microseconds: Int, text: String) {
        #expect(internet(microseconds) == text)
    }

    @Test func `the text format has blanks and no fraction`() {
        var output = ByteBuffer()
        LogTimestamp(microseconds: 1_795_438_959_847_270).appendPlain(to: &output)
        #expect(String(output.bytes) == "2026-11-23 13:02:39")
    }

    @Test func `every day of four centuries agrees with Foundation`() {
        let formatter = ISO8601DateFormatter()
        for day in stride(from: -10_000, through: 136_097, by: 1) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let expected = formatter.string(from: date).dropLast() + ".000000Z"
            let actual = internet(day * 86_400_000_000)
            if actual != expected {
                Issue.record("\(actual) is not \(expected)")
                return
            }
        }
    }

    private func internet(_ microseconds: Int) -> String {
        var output = ByteBuffer()
        LogTimestamp(microseconds: microseconds).appendInternet(to: &output)
        return String(output.bytes)
    }
}
