// Numbers and truth values as the original reads them, from typed values and from texts.

private import Bytes

/// The lenient readings that make `30`, `"30"`, ` +3_0 ` and `30.0` the same integer.
enum LenientScalar {
    /// An integer: a whole number of YAML or JSON, or a text of digits.
    ///
    /// A text may have blanks around, a sign, underscores between digits and a fraction of zeros.
    static func integer(_ node: SettingNode) -> Int? {
        switch node.content {
        case .integer(let value): value
        case .decimal(let value): Int(exactly: value)
        case .text(let text): integer(text)
        case .null, .boolean, .list, .section: nil
        }
    }

    /// A finite number, whole or not, under the same rules.
    static func decimal(_ node: SettingNode) -> Double? {
        switch node.content {
        case .integer(let value): return Double(value)
        case .decimal(let value): return value.isFinite ? value : nil
        case .text(let text):
            guard let (sign, whole, fraction) = parts(text) else { return nil }
            return Double("\(sign)\(whole).\(fraction)0")
        case .null, .boolean, .list, .section: return nil
        }
    }

    /// A truth value: one of YAML or JSON, 1 or 0, or one of the usual words in any case.
    static func boolean(_ node: SettingNode) -> Bool? {
        switch node.content {
        case .boolean(let value): return value
        case .integer(1), .decimal(1): return true
        case .integer(0), .decimal(0): return false
        case .text(let text):
            switch text.lowercased() {
            case "true", "t", "yes", "y", "on", "1": return true
            case "false", "f", "no", "n", "off", "0": return false
            default: return nil
            }
        case .integer, .decimal, .null, .list, .section: return nil
        }
    }

    /// A number without the fraction that it does not need.
    static func text(_ value: Double) -> String {
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func integer(_ text: String) -> Int? {
        guard let (sign, whole, fraction) = parts(text), fraction.allSatisfy({ $0 == "0" }) else {
            return nil
        }
        return Int(sign + whole)
    }

    // The sign, the digits before and those after the full stop, or nil if it is no such number.
    private static func parts(_ text: String) -> (sign: String, whole: String, fraction: String)? {
        let bytes = Array(text.utf8)
        guard let start = bytes.firstIndex(where: { !isBlank($0) }),
            let end = bytes.lastIndex(where: { !isBlank($0) })
        else { return nil }
        var rest = bytes[start...end]
        var sign = ""
        if let first = rest.first, first == 0x2B || first == 0x2D {
            sign = first == 0x2D ? "-" : ""
            rest.removeFirst()
        }
        let halves = rest.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = digits(halves[0]) else { return nil }
        guard halves.count == 2 else { return (sign, whole, "") }
        guard let fraction = digits(halves[1]) else { return nil }
        return (sign, whole, fraction)
    }

    // Mounted secrets often end in a line feed.
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == ASCII.space || 0x09...0x0D ~= byte
    }

    // Digits with single underscores between them, which are dropped.
    private static func digits(_ bytes: ArraySlice<UInt8>) -> String? {
        let groups = bytes.split(separator: 0x5F, omittingEmptySubsequences: false)
        guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ASCII.isDigit) }) else { return nil }
        return String(decoding: groups.joined(), as: UTF8.self)
    }
}
