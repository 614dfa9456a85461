// Dates as HTTP writes them.

public import Bytes

/// Writes dates in the form `Sun, 06 Nov 1994 08:49:37 GMT`, and reads them in the three forms that there are: RFC 9110
/// section 5.6.7.
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

    /// The seconds since 1970 that a date tells; nil for what is none.
    ///
    /// Read are IMF-fixdate and the two older forms, by what their words are: the first number is the day, the second
    /// the year, of which two digits are the year nearest to 2020.
    public static func unixSeconds(_ text: Span<UInt8>) -> Int? {
        guard text.count <= 64 else { return nil }
        var numbers: [Int] = []
        var month: Int?
        var time: Int?
        for word in String(text).split(whereSeparator: { " ,-".contains($0) }) {
            if let number = Int(word), word.utf8.allSatisfy(ASCII.isDigit) {
                numbers.append(number)
            } else if let index = months.firstIndex(where: { "\($0)" == word }) {
                month = index + 1
            } else if word.contains(":") {
                time = secondOfDay(word)
            }
        }
        guard numbers.count == 2, let month, let time, 1...31 ~= numbers[0] else { return nil }
        var year = numbers[1]
        guard 0...9999 ~= year else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        return days(from1970To: (year, month, numbers[0])) * secondsPerDay + time
    }

    private static func secondOfDay(_ time: Substring) -> Int? {
        let parts = time.split(separator: ":", omittingEmptySubsequences: false).map {
            $0.utf8.count <= 2 && $0.utf8.allSatisfy(ASCII.isDigit) ? Int($0) ?? -1 : -1
        }
        guard parts.count == 3, 0...23 ~= parts[0], 0...59 ~= parts[1], 0...60 ~= parts[2] else {
            return nil
        }
        return parts[0] * 3600 + parts[1] * 60 + parts[2]
    }

    /// After Hinnant's `days_from_civil`.
    private static func days(from1970To date: (year: Int, month: Int, day: Int)) -> Int {
        let year = date.month <= 2 ? date.year - 1 : date.year
        let (era, yearOfEra) = floorDivide(year, by: 400)
        let monthFromMarch = (date.month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + date.day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
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
