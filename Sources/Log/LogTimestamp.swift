// The time of a line as digits, from microseconds since 1970: no clock and no calendar library.

public import Bytes

/// A point in time, taken apart into the numbers of the Gregorian calendar in UTC.
public struct LogTimestamp {
    private let year: Int
    private let month: Int
    private let day: Int
    private let secondOfDay: Int
    private let microsecond: Int

    /// Takes microseconds since 1970-01-01T00:00:00Z; earlier times are negative.
    public init(microseconds: Int) {
        let (day, microsecondOfDay) = Self.floored(microseconds, by: 86_400_000_000)
        secondOfDay = microsecondOfDay / 1_000_000
        microsecond = microsecondOfDay % 1_000_000
        // Years are counted from 1 March, so that the leap day is the last of its year; 719468 days
        // lie between 0000-03-01 and 1970-01-01, and the calendar repeats every 146097 days.
        let (era, dayOfEra) = Self.floored(day + 719_468, by: 146_097)
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Appends `2026-11-23T13:02:39.847270Z`, RFC 3339.
    public func appendInternet(to output: inout ByteBuffer) {
        append(to: &output, separator: UInt8(ascii: "T"))
        output.append(UInt8(ascii: "."))
        output.appendDecimal(microsecond, width: 6)
        output.append(UInt8(ascii: "Z"))
    }

    /// Appends `2026-11-23 13:02:39`.
    func appendPlain(to output: inout ByteBuffer) {
        append(to: &output, separator: ASCII.space)
    }

    private func append(to output: inout ByteBuffer, separator: UInt8) {
        output.appendDecimal(year, width: 4)
        output.append(UInt8(ascii: "-"))
        output.appendDecimal(month, width: 2)
        output.append(UInt8(ascii: "-"))
        output.appendDecimal(day, width: 2)
        output.append(separator)
        output.appendDecimal(secondOfDay / 3600, width: 2)
        output.append(ASCII.colon)
        output.appendDecimal(secondOfDay / 60 % 60, width: 2)
        output.append(ASCII.colon)
        output.appendDecimal(secondOfDay % 60, width: 2)
    }

    private static func floored(_ value: Int, by divisor: Int) -> (quotient: Int, rest: Int) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}
