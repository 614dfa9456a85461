// The members of a JSON object, in order.

import Bytes

/// Members of an object in their order, no two of one name.
public struct JSONObject: Hashable, Sendable {
    /// A name and its value.
    public struct Member: Hashable, Sendable {
        /// The name with its escapes resolved.
        public let name: String
        /// The value.
        public fileprivate(set) var value: JSONValue

        /// Tells whether names, by their bytes, and values are the same.
        public static func == (one: Member, other: Member) -> Bool {
            ExactString(text: one.name) == ExactString(text: other.name) && one.value == other.value
        }

        /// Feeds the name's bytes and the value.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(ExactString(text: name))
            hasher.combine(value)
        }
    }

    /// The members in their order.
    public private(set) var members: [Member] = []

    /// Creates an object without members.
    public init() {}

    /// The value of the member of that name; setting appends it or replaces it at its place,
    /// setting nil removes it.
    ///
    /// Complexity: linear in the number of members.
    public subscript(name: String) -> JSONValue? {
        get {
            index(of: name).map { members[$0].value }
        }
        set {
            switch (index(of: name), newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    private func index(of name: String) -> Int? {
        members.firstIndex { ExactString(text: $0.name) == ExactString(text: name) }
    }
}

extension JSONObject {
    /// Collects members in linear time, however many a hostile text has.
    struct Builder {
        private static let linearSearchMax = 8
        private var object = JSONObject()
        private var places: [ExactString: Int] = [:]

        mutating func set(_ name: String, to value: JSONValue) {
            guard object.members.count >= Self.linearSearchMax else {
                object[name] = value
                return
            }
            if places.isEmpty {
                for (place, member) in object.members.enumerated() {
                    places[ExactString(text: member.name)] = place
                }
            }
            let key = ExactString(text: name)
            if let place = places[key] {
                object.members[place].value = value
            } else {
                places[key] = object.members.count
                object.members.append(Member(name: name, value: value))
            }
        }

        consuming func finish() -> JSONObject { object }
    }
}

/// A string that is equal to another only if their bytes are.
struct ExactString: Hashable {
    let text: String

    static func == (one: ExactString, other: ExactString) -> Bool {
        one.text.utf8.span.equals(other.text)
    }

    func hash(into hasher: inout Hasher) {
        // String's own hash is the same for all spellings of a text, which a hostile one could
        // abound in.
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(0xFF as UInt8)
    }
}
