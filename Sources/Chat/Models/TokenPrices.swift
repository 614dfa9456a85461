// What a model's tokens cost.

/// The prices of a model's tokens, in US dollars for a million.
public struct TokenPrices: Sendable, Hashable {
    /// Of a token of the prompt that no cache had.
    public let input: Double
    /// Of one that the provider had kept from an earlier call.
    public let cacheRead: Double
    /// Of one that the provider has kept for a later call.
    public let cacheWrite: Double
    /// Of a token of the answer, its reasoning included.
    public let output: Double

    /// Creates prices.
    ///
    /// - Parameters:
    ///   - cacheRead: Nil is the price of the input.
    ///   - cacheWrite: Nil is the price of the input.
    public init(
        input: Double,
        cacheRead: Double? = nil,
        cacheWrite: Double? = nil,
        output: Double
    ) {
        self.input = input
        self.cacheRead = cacheRead ?? input
        self.cacheWrite = cacheWrite ?? input
        self.output = output
    }
}

/// An amount of money, in billionths of a US dollar.
public struct Cost: Sendable, Hashable {
    /// The amount; not below zero.
    public var nanodollars: Int

    /// Creates an amount.
    public init(nanodollars: Int) { self.nanodollars = nanodollars }

    /// The sum of two amounts.
    public static func + (left: Cost, right: Cost) -> Cost {
        let (sum, overflow) = left.nanodollars.addingReportingOverflow(right.nanodollars)
        return Cost(nanodollars: overflow ? .max : sum)
    }

    /// The amount in dollars as a decimal number, which is JSON.
    public var dollars: String {
        let digits = "\(nanodollars % 1_000_000_000)"
        let fraction = String(repeating: "0", count: 9 - digits.count) + digits
        let end = fraction.lastIndex { $0 != "0" }
        let whole = "\(nanodollars / 1_000_000_000)"
        return end.map { whole + "." + fraction[...$0] } ?? whole
    }
}
