// Numbers as people read them.

/// Writes numbers with fixed decimals and grouped digits, which the standard library does not.
enum NumberText {
    /// A number with so many decimals, rounded, its thousands grouped by commas.
    static func decimal(_ value: Double, _ decimals: Int) -> String {
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        guard value.isFinite, abs(value) < 1e15, abs(value) * Double(scale) < 1e18 else {
            return "\(value)"
        }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + grouped(scaled) }
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(grouped(scaled / scale)).\(zeros)\(fraction)"
    }

    /// An integer, its thousands grouped by commas.
    static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// A number with up to two decimals, without zeros at its end.
    static func short(_ value: Double) -> String {
        var text = decimal(value, 2)
        guard text.contains(".") else { return text }
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// A number with as many decimals as a small one needs, without zeros at its end.
    static func precise(_ value: Double) -> String {
        guard abs(value) < 100, value != value.rounded() else { return short(value) }
        var text = decimal(value, 4)
        while text.last == "0" { text.removeLast() }
        return text
    }

    /// Nanoseconds in milliseconds, with three significant digits or more.
    static func milliseconds(_ nanoseconds: Double) -> String {
        let value = nanoseconds / 1e6
        let decimals = value < 10 ? 3 : value < 100 ? 2 : value < 1000 ? 1 : 0
        return decimal(value, decimals)
    }

    /// Bytes in MiB.
    static func mebibytes(_ byteCount: Int) -> String {
        decimal(Double(byteCount) / 1_048_576, 1) + " MiB"
    }

    /// Text moved to the right end of a column.
    static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    /// Text filled up to a column's width.
    static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
