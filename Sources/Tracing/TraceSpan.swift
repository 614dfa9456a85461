// One operation that took some time, as a collector gets it.

/// A finished span.
public struct TraceSpan: Sendable {
    /// Which side of a call it describes, by the numbers of OTLP.
    public enum Kind: Int, Sendable {
        /// The answer to a request.
        case server = 2
        /// A request that is waited for.
        case client = 3
    }

    /// The value of an attribute.
    public enum Value: Sendable, Equatable {
        /// A text.
        case string(String)
        /// A whole number.
        case int(Int)
        /// A number.
        case double(Double)
        /// A truth value.
        case bool(Bool)
        /// Texts.
        case strings([String])
    }

    /// An attribute.
    public struct Attribute: Sendable, Equatable {
        /// The name, from the semantic conventions where they have one.
        public let key: String
        /// The value.
        public let value: Value

        /// Creates an attribute.
        public init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Its place in the trace.
    public let context: TraceContext
    /// The span that it is a part of, if it has one.
    public let parent: SpanID?
    /// What it did, in words that many spans share.
    public let name: String
    /// Which side of a call it describes.
    public let kind: Kind
    /// When it began, in nanoseconds since 1970-01-01T00:00:00Z.
    public let start: Int
    /// When it ended, in nanoseconds since 1970-01-01T00:00:00Z.
    public var end: Int
    /// What is known of it.
    public var attributes: [Attribute] = []
    /// Why it failed; nil if it did not.
    public var failure: String?

    /// Creates a span that took no time and has no attributes.
    public init(_ context: TraceContext, parent: SpanID?, name: String, kind: Kind, start: Int) {
        self.context = context
        self.parent = parent
        self.name = name
        self.kind = kind
        self.start = start
        end = start
    }

    /// Adds an attribute if there is a value.
    public mutating func add(_ key: String, _ value: Value?) {
        if let value { attributes.append(Attribute(key, value)) }
    }
}
