// What a setting may hold: how its value is read, checked and shown.

/// A value that was refused, and why.
struct Refusal: Sendable, Equatable {
    /// The place within the setting, such as `[0].name`; empty for the setting itself.
    var place = ""
    /// The value as shown to the operator, redacted if it is secret; nil where there is none to
    /// show.
    var value: String?
    /// What is wrong, in words that follow the place: "must be …".
    let message: String
    let line: Int
}

/// What the documentation and the sources need to know of a type.
struct SettingShape: Sendable, Equatable {
    /// The type in one or two words.
    let name: String
    /// The unit of its numbers.
    var unit: String?
    /// What is allowed, in words that follow "must be".
    var allowed: String
    /// Tells whether its values are never shown.
    var isSecret = false
    /// Tells whether a variable states the value as JSON, not as plain text.
    var isJSON = false

    /// The refusal of a value as a whole.
    func refusal(of node: SettingNode) -> Refusal {
        Refusal(
            value: isSecret
                ? Secret.redaction : SettingText.withoutUserInformation(node.description),
            message: "must be \(allowed)",
            line: node.line
        )
    }
}

/// The type of a setting: its shape, and the ways from text to value and back.
struct SettingType<Value: Sendable>: Sendable {
    var shape: SettingShape
    /// Reads a value, or adds why not.
    let read: @Sendable (SettingNode, inout [Refusal]) -> Value?
    /// The value as YAML, secrets redacted; on one line, or for lists of objects on lines that each
    /// begin with a line feed.
    let show: @Sendable (Value) -> String

    /// A type whose readings refuse the whole value or nothing.
    init(
        _ shape: SettingShape,
        read: @escaping @Sendable (SettingNode) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.shape = shape
        self.read = { node, refusals in
            if let value = read(node) { return value }
            refusals.append(shape.refusal(of: node))
            return nil
        }
        self.show = show
    }

    /// A type made of others, which adds refusals of its parts.
    init(
        composed shape: SettingShape,
        read: @escaping @Sendable (SettingNode, inout [Refusal]) -> Value?,
        show: @escaping @Sendable (Value) -> String
    ) {
        self.shape = shape
        self.read = read
        self.show = show
    }
}

extension SettingType where Value == Int {
    /// A whole number within bounds.
    static func integer(_ bounds: ClosedRange<Int>, _ unit: String? = nil) -> SettingType {
        let allowed = "an integer from \(bounds.lowerBound) to \(bounds.upperBound)"
        return SettingType(
            SettingShape(name: "integer", unit: unit, allowed: allowed),
            read: { LenientScalar.integer($0).flatMap { bounds.contains($0) ? $0 : nil } },
            show: { "\($0)" }
        )
    }
}

extension SettingType where Value == Double {
    /// A share of a whole.
    static var ratio: SettingType {
        SettingType(
            SettingShape(name: "number", allowed: "a number from 0 to 1"),
            read: { LenientScalar.decimal($0).flatMap { (0...1).contains($0) ? $0 : nil } },
            show: { LenientScalar.text($0) }
        )
    }
}

extension SettingType where Value == Bool {
    /// A truth value.
    static var boolean: SettingType {
        SettingType(
            SettingShape(name: "boolean", allowed: "true or false"),
            read: { LenientScalar.boolean($0) },
            show: { "\($0)" }
        )
    }
}

extension SettingType where Value == Settings.ReasoningPolicy {
    /// A truth value, or the word that leaves it to the program.
    static var reasoningPolicy: SettingType {
        SettingType(
            SettingShape(name: "choice", allowed: "auto, true or false"),
            read: { node in
                if case .text("auto") = node.content { return .auto }
                return LenientScalar.boolean(node).map { $0 ? .always : .never }
            },
            show: { $0.rawValue }
        )
    }
}

extension SettingType where Value == Double {
    /// A number within bounds.
    static func number(_ bounds: ClosedRange<Double>) -> SettingType {
        let lower = LenientScalar.text(bounds.lowerBound)
        let upper = LenientScalar.text(bounds.upperBound)
        return SettingType(
            SettingShape(name: "number", allowed: "a number from \(lower) to \(upper)"),
            read: { LenientScalar.decimal($0).flatMap { bounds.contains($0) ? $0 : nil } },
            show: { LenientScalar.text($0) }
        )
    }
}

extension SettingType where Value == Double {
    /// A price in US dollars.
    static var price: SettingType {
        SettingType(
            SettingShape(name: "number", unit: "US dollars", allowed: "a number from 0 to 100000"),
            read: { LenientScalar.decimal($0).flatMap { 0...100_000 ~= $0 ? $0 : nil } },
            show: { LenientScalar.text($0) }
        )
    }
}

extension SettingType where Value == Duration {
    /// A time in seconds, decimals allowed down to the millisecond.
    static func seconds(_ bounds: ClosedRange<Double>) -> SettingType {
        let lower = LenientScalar.text(bounds.lowerBound)
        let upper = LenientScalar.text(bounds.upperBound)
        return SettingType(
            SettingShape(
                name: "number",
                unit: "seconds",
                allowed: "a number from \(lower) to \(upper)"
            ),
            read: { node in
                LenientScalar.decimal(node).flatMap { bounds.contains($0) ? $0 : nil }
                    .map { .milliseconds(Int(($0 * 1000).rounded())) }
            },
            show: { LenientScalar.text($0 / .seconds(1)) }
        )
    }

    /// A time in whole milliseconds.
    static func milliseconds(_ bounds: ClosedRange<Int>) -> SettingType {
        let integer = SettingType<Int>.integer(bounds, "milliseconds")
        return SettingType(
            composed: integer.shape,
            read: { node, refusals in integer.read(node, &refusals).map { .milliseconds($0) } },
            show: { LenientScalar.text($0 / .milliseconds(1)) }
        )
    }
}

extension SettingType where Value: RawRepresentable<String> & CaseIterable {
    /// One of the names of an enumeration, in exactly that case.
    static var choice: SettingType {
        let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return SettingType(
            SettingShape(name: "choice", allowed: "one of \(names)"),
            read: { node in
                if case .text(let text) = node.content { Value(rawValue: text) } else { nil }
            },
            show: { SettingText.quoted($0.rawValue) }
        )
    }
}
