// A place within a JSON value, named by a JSON Pointer.

extension JSONValue {
    /// The value with another one in the place that a JSON Pointer names, or without the member that is there.
    ///
    /// RFC 6901.
    ///
    /// - Parameters:
    ///   - pointer: Such as `/paths/~1chat/post`.
    ///   - value: The new value there; nil to take a member away.
    /// - Returns: Nil if there is no such place, or if what is to be taken away is no member.
    public func replacing(at pointer: String, with value: JSONValue?) -> JSONValue? {
        if pointer.isEmpty { return value }
        guard pointer.hasPrefix("/") else { return nil }
        let names = pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            .map { String($0).replacing("~1", with: "/").replacing("~0", with: "~") }
        return replacing(at: names[...], with: value)
    }

    private func replacing(at names: ArraySlice<String>, with value: JSONValue?) -> JSONValue? {
        guard let name = names.first else { return value }
        let rest = names.dropFirst()
        switch self {
        case .object(var object):
            guard let member = object[name] else { return nil }
            let replaced = member.replacing(at: rest, with: value)
            // Only the member itself can go.
            if replaced == nil, value != nil || !rest.isEmpty { return nil }
            object[name] = replaced
            return .object(object)
        case .array(var elements):
            guard let index = Int(name), String(index) == name, elements.indices.contains(index),
                let element = elements[index].replacing(at: rest, with: value)
            else { return nil }
            elements[index] = element
            return .array(elements)
        default: return nil
        }
    }
}
