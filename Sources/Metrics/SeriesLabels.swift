// The labels of one series as they stand in the text.

internal import Bytes

/// The labels of one series, escaped once and for all, such as `code="2xx"`.
public struct SeriesLabels: Sendable, Hashable {
    let text: String

    /// A series that needs no labels.
    public static let none = SeriesLabels(text: "")

    private init(text: String) { self.text = text }

    /// Joins names with values; an empty value is the same as no label and is left out.
    public init(_ names: [String], _ values: [String]) {
        precondition(names.count == values.count, "\(values.count) values for \(names)")
        let pairs = zip(names, values).filter { !$0.1.isEmpty }
        text = pairs.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        var buffer = ByteBuffer()
        Exposition.escape(value, escapesQuotes: true, into: &buffer)
        return String(buffer.bytes)
    }
}
