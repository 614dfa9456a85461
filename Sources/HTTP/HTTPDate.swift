// Dates as HTTP writes them.

public import Bytes

/// Writes dates in the form `Sun, 06 Nov 1994 08:49:37 GMT`: IMF-fixdate, RFC 9110 section 5.6.7.
public enum HTTPDate {
    private static let secondsPerDay = 86_400
    // 1970 began on a Thursday.
    private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Appends a point in time.
    ///
    /// - Parameter unixSeconds: Seconds since 1970, UTC; the year must be 0 to 9999.
    public static func append(unixSeconds: Int, into output: inout ByteBuffer) {
        let (day, second) = floorDivide(unixSeconds, by: secondsPerDay)
        let date = civilDate(daysSince1970: day)
        precondition((0...9999).contains(date.year), "a date of HTTP has a year of four digits")
        output.append(weekdays[floorDivide(day, by: 7).remainder])
        output.append(", ")
        appendDigits(date.day, 2, into: &output)
        output.append(ASCII.space)
        output.append(months[date.month - 1])
        output.append(ASCII.space)
        appendDigits(date.year, 4, into: &output)
        output.append(ASCII.space)
        appendDigits(second / 3600, 2, into: &output)
        output.append(ASCII.colon)
        appendDigits(second / 60 % 60, 2, into: &output)
        output.append(ASCII.colon)
        appendDigits(second % 60, 2, into: &output)
        output.append(" GMT")
    }

    /// The date in the Gregorian calendar, counted in years that begin in March so that the leap
    /// day comes last.
    ///
    /// After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func civilDate(
        daysSince1970: Int
    ) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floorDivide(daysSince1970 + 719_468, by: 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(
        _ value: Int,
        by divisor: Int
    ) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func appendDigits(_ value: Int, _ width: Int, into output: inout ByteBuffer) {
        var divisor = width == 4 ? 1000 : 10
        while divisor > 0 {
            output.append(0x30 + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
