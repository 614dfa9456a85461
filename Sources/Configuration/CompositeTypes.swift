// Types made of other types: optional values, lists, lists of objects.

extension SettingType {
    /// A value that may be missing.
    ///
    /// - Parameter isEmptyAbsent: Whether an empty text says so too, as an unset variable of a
    ///   manifest does.
    static func optional<Wrapped>(
        _ type: SettingType<Wrapped>,
        isEmptyAbsent: Bool = false
    ) -> SettingType where Value == Wrapped? {
        var shape = type.shape
        shape.allowed += ", or null"
        return SettingType(
            composed: shape,
            read: { node, refusals in
                if node.content == .null || isEmptyAbsent && node.isAbsent { return .some(nil) }
                return type.read(node, &refusals).map { .some($0) }
            },
            show: { $0.map(type.show) ?? "null" }
        )
    }

    /// A list whose elements are of one type.
    static func list<Element>(_ element: SettingType<Element>) -> SettingType
    where Value == [Element] {
        let shape = SettingShape(
            name: "list",
            allowed: "a list, each element \(element.shape.allowed)",
            isSecret: element.shape.isSecret,
            isJSON: true
        )
        return SettingType(
            composed: shape,
            read: { node, refusals in
                guard case .list(let nodes) = node.content else {
                    refusals.append(shape.refusal(of: node))
                    return nil
                }
                return nodes.enumerated().compactMap { index, node in
                    refusals.collect(under: "[\(index)]") { element.read(node, &$0) }
                }
            },
            show: { values in
                let shown = values.map(element.show)
                guard element.shape.name == "object", !shown.isEmpty else {
                    return "[" + shown.joined(separator: ", ") + "]"
                }
                return shown.map { "\n- " + $0 }.joined()
            }
        )
    }

    /// An object with the given fields, starting from `blank`.
    static func object(_ fields: [Setting<Value>], blank: Value) -> SettingType {
        let names = fields.map(\.name).joined(separator: ", ")
        let shape = SettingShape(
            name: "object",
            allowed: "an object with \(names)",
            isSecret: fields.contains { $0.shape.isSecret },
            isJSON: true
        )
        return SettingType(
            composed: shape,
            read: { node, refusals in
                guard case .section(let entries) = node.content else {
                    refusals.append(shape.refusal(of: node))
                    return nil
                }
                var value = blank
                for entry in entries {
                    guard let field = fields.first(where: { $0.name == entry.name }) else {
                        let shown = Disclosure.name(
                            entry.name,
                            among: fields.map(\.name),
                            isAmongSecrets: shape.isSecret
                        )
                        let message = NearestName.unknown(entry.name, among: fields.map(\.name))
                        refusals.append(
                            Refusal(place: "." + shown, message: message, line: entry.node.line)
                        )
                        continue
                    }
                    refusals.collect(under: "." + field.name) {
                        field.store(entry.node, &value, &$0)
                    }
                }
                for field in fields where !entries.contains(where: { $0.name == field.name }) {
                    switch field.whenAbsent {
                    case .required: break
                    case .requiredUnless(let other)
                    where !entries.contains(where: { $0.name == other }):
                        break
                    default: continue
                    }
                    refusals.append(
                        Refusal(place: "." + field.name, message: "is required", line: node.line)
                    )
                }
                return value
            },
            show: { value in
                "{" + fields.map { "\($0.name): \($0.show(value))" }.joined(separator: ", ") + "}"
            }
        )
    }
}

extension [Refusal] {
    /// Runs a reading of a part and adds its refusals, their places seen from the whole.
    fileprivate mutating func collect<Result>(
        under place: String,
        _ read: (inout [Refusal]) -> Result
    ) -> Result {
        var refusals: [Refusal] = []
        let result = read(&refusals)
        for var refusal in refusals {
            refusal.place = place + refusal.place
            append(refusal)
        }
        return result
    }
}
