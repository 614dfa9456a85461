// What an answer cost, in tokens.

internal import Bytes
internal import JSON

/// The tokens of one or more model calls as the provider counted them.
///
/// What was not told is nil: absent is not zero.
public struct TokenUsage: Hashable, Sendable {
    /// Counts of chunks are made for each of them, so they are small: below zero is untold.
    private var prompt = -1
    private var completion = -1
    private var total = -1
    private var cachedPrompt = -1
    private var cacheWrite = -1
    private var reasoning = -1

    /// Tokens of the prompt.
    public var promptTokens: Int? {
        get { prompt < 0 ? nil : prompt }
        set { prompt = max(newValue ?? -1, -1) }
    }
    /// Tokens of the answer.
    public var completionTokens: Int? {
        get { completion < 0 ? nil : completion }
        set { completion = max(newValue ?? -1, -1) }
    }
    /// Tokens of the prompt that the provider had kept from an earlier call.
    public var cachedPromptTokens: Int? {
        get { cachedPrompt < 0 ? nil : cachedPrompt }
        set { cachedPrompt = max(newValue ?? -1, -1) }
    }
    /// Tokens of the prompt that the provider has kept for a later call.
    public var cacheWriteTokens: Int? {
        get { cacheWrite < 0 ? nil : cacheWrite }
        set { cacheWrite = max(newValue ?? -1, -1) }
    }
    /// Tokens of the answer that the model spent on thinking.
    public var reasoningTokens: Int? {
        get { reasoning < 0 ? nil : reasoning }
        set { reasoning = max(newValue ?? -1, -1) }
    }
    /// All tokens, as they were told.
    private var toldTotal: Int? {
        get { total < 0 ? nil : total }
        set { total = max(newValue ?? -1, -1) }
    }

    /// All tokens: as told, or else the sum if both of its parts were told.
    public var totalTokens: Int? {
        get {
            if let toldTotal { return toldTotal }
            guard let promptTokens, let completionTokens else { return nil }
            return Self.sum(promptTokens, completionTokens)
        }
        set { toldTotal = newValue }
    }

    /// Creates a count of nothing.
    public init() {}

    /// Tells whether nothing was told.
    public var isEmpty: Bool {
        prompt < 0 && completion < 0 && total < 0
    }

    /// The sum of two counts; what only one of them tells is as told there.
    public static func + (left: TokenUsage, right: TokenUsage) -> TokenUsage {
        var sum = TokenUsage()
        sum.promptTokens = add(left.promptTokens, right.promptTokens)
        sum.completionTokens = add(left.completionTokens, right.completionTokens)
        sum.toldTotal = add(left.totalTokens, right.totalTokens)
        sum.cachedPromptTokens = add(left.cachedPromptTokens, right.cachedPromptTokens)
        sum.cacheWriteTokens = add(left.cacheWriteTokens, right.cacheWriteTokens)
        sum.reasoningTokens = add(left.reasoningTokens, right.reasoningTokens)
        return sum
    }

    private static func add(_ left: Int?, _ right: Int?) -> Int? {
        guard let left, let right else { return left ?? right }
        return sum(left, right)
    }

    /// What a provider counts is not trusted to fit.
    private static func sum(_ left: Int, _ right: Int) -> Int {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }

    /// What is known of a call after another word about it: the later word counts, but zeros replace nothing.
    func updated(with later: TokenUsage) -> TokenUsage {
        let parts = max(later.promptTokens ?? 0, later.completionTokens ?? 0)
        guard max(parts, later.toldTotal ?? 0) > 0 else { return isEmpty ? later : self }
        var whole = self
        whole.promptTokens = later.promptTokens ?? promptTokens
        whole.completionTokens = later.completionTokens ?? completionTokens
        whole.cachedPromptTokens = later.cachedPromptTokens ?? cachedPromptTokens
        whole.cacheWriteTokens = later.cacheWriteTokens ?? cacheWriteTokens
        whole.reasoningTokens = later.reasoningTokens ?? reasoningTokens
        // An older total does not hold for newer parts.
        whole.toldTotal = later.toldTotal
        return whole
    }

    /// Reads the object that a provider tells it by.
    init(reading reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "prompt_tokens_details") {
                let counts = try Self.details("cached_tokens", "cache_write_tokens", &reader)
                cachedPromptTokens = counts.first
                cacheWriteTokens = counts.second
                continue
            }
            if reader.key(key, equals: "completion_tokens_details") {
                reasoningTokens = try Self.details("reasoning_tokens", nil, &reader).first
                continue
            }
            guard try reader.peek() == .number else {
                _ = try reader.skipValue()
                continue
            }
            let digits = try reader.readNumber()
            if reader.key(key, equals: "prompt_tokens") {
                promptTokens = Self.count(reader.bytes.extracting(digits)) ?? promptTokens
            } else if reader.key(key, equals: "completion_tokens") {
                completionTokens = Self.count(reader.bytes.extracting(digits)) ?? completionTokens
            } else if reader.key(key, equals: "total_tokens") {
                toldTotal = Self.count(reader.bytes.extracting(digits)) ?? toldTotal
            }
        }
    }

    /// Counts of an object of counts; nil if they are not there.
    private static func details(
        _ first: StaticString,
        _ second: StaticString?,
        _ reader: inout JSONReader
    ) throws(JSONError) -> (first: Int?, second: Int?) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return (nil, nil)
        }
        var counts: (first: Int?, second: Int?)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let isFirst = reader.key(key, equals: first)
            let isSecond = second.map { reader.key(key, equals: $0) } ?? false
            guard isFirst || isSecond, try reader.peek() == .number else {
                _ = try reader.skipValue()
                continue
            }
            let digits = try reader.readNumber()
            let count = Self.count(reader.bytes.extracting(digits))
            if isFirst { counts.first = count } else { counts.second = count }
        }
        return counts
    }

    /// A count, decimals rounded; nil for what is no count that can be believed.
    private static func count(_ number: Span<UInt8>) -> Int? {
        if let whole = JSONNumber.int(number) { return max(0, whole) }
        guard let value = Double(String(number)), abs(value) < 1e18 else { return nil }
        return max(0, Int(value.rounded()))
    }
}
