// Takes a directive apart: keys, values, and values as what they mean.

internal import Bytes
internal import JSON

/// Yields the pairs of a directive in their order.
struct DirectiveScanner: ~Escapable {
    private let bytes: Span<UInt8>
    private var position = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    /// The next pair, or nil at the end.
    mutating func next() throws(MockDirective.Fault) -> DirectivePair? {
        while position < bytes.count, bytes[position] <= ASCII.space { position += 1 }
        guard position < bytes.count else { return nil }
        let start = position
        while position < bytes.count, bytes[position] > ASCII.space,
            bytes[position] != UInt8(ascii: "=")
        {
            position += 1
        }
        let key = String(bytes.extracting(start..<position))
        guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
            return DirectivePair(key: key, value: nil)
        }
        position += 1
        return DirectivePair(key: key, value: try nextValue(of: key))
    }

    private mutating func nextValue(of key: String) throws(MockDirective.Fault) -> String {
        guard position < bytes.count else { return "" }
        switch bytes[position] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), ASCII.quote: return try nextJSON(of: key)
        default:
            let start = position
            while position < bytes.count, bytes[position] > ASCII.space { position += 1 }
            return String(bytes.extracting(start..<position))
        }
    }

    private mutating func nextJSON(of key: String) throws(MockDirective.Fault) -> String {
        var reader = JSONReader(bytes.extracting(position..<bytes.count))
        do throws(JSONError) {
            if try reader.peek() == .string {
                let slice = try reader.readString()
                position += reader.position
                return reader.string(slice)
            }
            let range = try reader.skipValue()
            position += reader.position
            return String(reader.bytes.extracting(range))
        } catch {
            throw MockDirective.Fault(description: "The value of '\(key)' is no JSON: \(error).")
        }
    }
}

/// A key and its value, with the value's possible readings.
struct DirectivePair {
    let key: String
    let value: String?

    func word() throws(MockDirective.Fault) -> String {
        guard let value, !value.isEmpty else { throw wrong("a value") }
        return value
    }

    func count(_ bounds: ClosedRange<Int>) throws(MockDirective.Fault) -> Int {
        guard let value, let count = Int(value), bounds.contains(count) else {
            throw wrong("a number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return count
    }

    func flag() throws(MockDirective.Fault) -> Bool {
        switch value {
        case nil, "yes": true
        case "no": false
        default: throw wrong("'yes' or 'no'")
        }
    }

    func duration() throws(MockDirective.Fault) -> Duration {
        guard let value, let duration = Duration(directive: value) else {
            throw wrong("a duration such as 20ms, 1.5s or 0")
        }
        return duration
    }

    func usage() throws(MockDirective.Fault) -> MockScript.Usage {
        switch value {
        case "asked": .whenAsked
        case nil, "yes": .always
        case "no": .never
        default: throw wrong("'asked', 'yes' or 'no'")
        }
    }

    func fault() throws(MockDirective.Fault) -> MockFault? {
        guard let value else { throw wrong("a fault") }
        let parts = value.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { Int($0) }.filter { $0 >= 0 }
        guard numbers.count == parts.count - 1 else { throw wrong(Self.faults) }
        switch (parts[0], numbers.count, numbers.first) {
        case ("none", 0, nil): return nil
        case ("silence", 0, nil): return .silence
        case ("close", 0, nil): return .close
        case ("reset", 0, nil): return .reset
        case ("blocked", 0, nil): return .blocked
        case ("status", 1, let status?) where 400...599 ~= status: return .status(status)
        case ("drop", 1, let count?): return .drop(afterTokens: count)
        case ("cut", 1, let count?): return .cut(afterTokens: count)
        case ("stall", 1, let count?): return .stall(afterTokens: count)
        case ("garbage", 1, let count?): return .garbage(afterTokens: count)
        case ("error", 1, let count?): return .error(afterTokens: count)
        case ("error", 2, let count?) where 400...599 ~= numbers[1]:
            return .error(afterTokens: count, status: numbers[1])
        default: throw wrong(Self.faults)
        }
    }

    private static let faults =
        "none, silence, close, reset, blocked, status:400 to status:599, or drop, cut, stall, "
        + "garbage or error with a number of tokens, such as drop:5, and error with a status "
        + "behind it, such as error:5:529"

    private func wrong(_ expected: String) -> MockDirective.Fault {
        let given = value.map { "'\($0)'" } ?? "nothing"
        return MockDirective.Fault(description: "'\(key)' needs \(expected), not \(given).")
    }
}

extension Duration {
    /// Reads a decimal number and `us`, `ms` or `s`, or `0`; nil for anything else and for more
    /// than a day.
    public init?(directive text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits) else { return nil }
        let unit: Double
        switch text.dropFirst(digits.count) {
        case "us": unit = 1e3
        case "ms": unit = 1e6
        case "s": unit = 1e9
        case "" where number == 0: unit = 1
        default: return nil
        }
        guard number * unit <= 86_400e9 else { return nil }
        self = .nanoseconds(Int64((number * unit).rounded()))
    }
}
