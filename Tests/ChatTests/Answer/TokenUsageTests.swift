import Chat
import Testing

@Suite struct TokenUsageTests {
    private static func usage(_ prompt: Int, _ completion: Int, _ total: Int) -> TokenUsage {
        var usage = TokenUsage()
        usage.promptTokens = prompt
        usage.completionTokens = completion
        usage.totalTokens = total
        return usage
    }

    @Test func `counts are added up`() {
        #expect(Self.usage(1, 2, 3) + Self.usage(10, 20, 30) == Self.usage(11, 22, 33))
    }

    @Test func `a sum beyond all measure stays at the greatest`() {
        let sum = Self.usage(.max, .max - 1, 1) + Self.usage(1, 1, .max)
        #expect(sum == Self.usage(.max, .max, .max))
    }
}
