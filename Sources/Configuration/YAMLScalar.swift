// Which kind of value a plain YAML scalar is: the rules of YAML 1.1 as PyYAML applies them.

private import Bytes

/// Types the text of scalars.
///
/// Differs from PyYAML where its reading surprises: `12:30` is a text, not the number 750, and so
/// is a date.
enum YAMLScalar {
    /// Types a plain scalar, one without quotes and without a tag.
    static func content(ofPlain text: String) -> SettingNode.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        default: break
        }
        if let value = boolean(text) { return .boolean(value) }
        if let value = number(text) { return value }
        return .text(text)
    }

    /// The truth value that a text states, or nil.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
        default: nil
        }
    }

    /// The number that a text states, or nil; an integer that 64 bits cannot hold is a decimal.
    static func number(_ text: String) -> SettingNode.Content? {
        let sign = text.first.flatMap { $0 == "-" || $0 == "+" ? String($0) : nil } ?? ""
        let magnitude = text.dropFirst(sign.count)
        switch magnitude {
        case ".inf", ".Inf", ".INF": return .decimal(sign == "-" ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return sign.isEmpty ? .decimal(.nan) : nil
        default: break
        }
        // An underscore separates digits; in front it makes a word.
        guard let first = magnitude.utf8.first, first != 0x5F else { return nil }
        if let value = integer(magnitude, sign: sign) { return value }
        // ".5" is a number and "+.5" is not.
        guard ASCII.isDigit(first) || sign.isEmpty else { return nil }
        return decimal(magnitude, sign: sign)
    }

    private static func integer(_ magnitude: Substring, sign: String) -> SettingNode.Content? {
        var digits = magnitude.filter { $0 != "_" }
        var radix = 10
        if digits.hasPrefix("0x") {
            radix = 16
            digits.removeFirst(2)
        } else if digits.hasPrefix("0b") {
            radix = 2
            digits.removeFirst(2)
        } else if digits.count > 1, digits.hasPrefix("0") {
            // A leading zero is octal in YAML 1.1; "08" is no number and stays a text.
            radix = 8
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ ASCII.hexValue($0) ?? 99 < radix }) else {
            return nil
        }
        if let value = Int(sign + digits, radix: radix) { return .integer(value) }
        return Double(sign + digits).map { .decimal($0) }
    }

    // Digits around a full stop, then perhaps an exponent, which must have a sign.
    private static func decimal(_ magnitude: Substring, sign: String) -> SettingNode.Content? {
        let parts = magnitude.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == "."
        }
        guard parts.count == 2 else { return nil }
        let tail = parts[1].split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == "e" || $0 == "E"
        }
        let whole = parts[0].filter { $0 != "_" }
        let fraction = tail[0].filter { $0 != "_" }
        guard !(whole + fraction).isEmpty, (whole + fraction).utf8.allSatisfy(ASCII.isDigit) else {
            return nil
        }
        var exponent = ""
        if tail.count == 2 {
            guard let power = tail[1].first, power == "+" || power == "-" else { return nil }
            let digits = tail[1].dropFirst()
            guard !digits.isEmpty, digits.utf8.allSatisfy(ASCII.isDigit) else { return nil }
            exponent = "e" + tail[1]
        }
        return Double("\(sign)0\(whole).\(fraction)0\(exponent)").map { .decimal($0) }
    }
}
