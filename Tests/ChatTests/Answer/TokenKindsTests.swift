// What tokens cost.

import Testing

@testable import Chat

@Suite struct TokenKindsTests {
    private static func usage(
        _ prompt: Int,
        cached: Int? = nil,
        written: Int? = nil,
        _ completion: Int,
        reasoning: Int? = nil
    ) -> TokenUsage {
        var usage = TokenUsage()
        usage.promptTokens = prompt
        usage.cachedPromptTokens = cached
        usage.cacheWriteTokens = written
        usage.completionTokens = completion
        usage.reasoningTokens = reasoning
        return usage
    }

    private static let prices = TokenPrices(input: 2.5, cacheRead: 0.25, cacheWrite: 3, output: 10)

    @Test func `each token is paid for once, by its kind`() {
        let usage = Self.usage(1000, cached: 600, written: 100, 50, reasoning: 20)
        let kinds = usage.kinds
        #expect(kinds.input == 300 && kinds.cacheRead == 600 && kinds.cacheWrite == 100)
        #expect(kinds.output == 30 && kinds.reasoning == 20)
        // 300 * 2.5 + 600 * 0.25 + 100 * 3 + 50 * 10 = 1700 millionths.
        #expect(Self.prices.cost(of: usage).dollars == "0.0017")
    }

    @Test func `without prices of their own cached tokens cost what others do`() {
        let prices = TokenPrices(input: 1, output: 0)
        #expect(prices.cost(of: Self.usage(3, cached: 2, 9)).nanodollars == 3000)
    }

    @Test func `details that do not fit are not believed`() {
        let kinds = Self.usage(10, cached: 99, written: 99, 5, reasoning: 99).kinds
        #expect(kinds.cacheRead == 10 && kinds.cacheWrite == 0 && kinds.input == 0)
        #expect(kinds.reasoning == 5 && kinds.output == 0)
        let huge = Self.prices.cost(of: Self.usage(.max, .max))
        #expect(huge.nanodollars == 1_000_000_000_000_000_000)
        #expect((huge + Cost(nanodollars: .max)).nanodollars == .max)
    }

    @Test(arguments: [
        (0, "0"), (1, "0.000000001"), (1_500_000_000, "1.5"), (20_000_000_000, "20"),
        (1_000_000_010, "1.00000001"),
    ])
    func `an amount is a decimal number`(nanodollars: Int, dollars: String) {
        #expect(Cost(nanodollars: nanodollars).dollars == dollars)
    }
}
