import JSON
import Testing

@testable import Chat

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

    @Test func `what one of two counts tells is in their sum`() {
        var prompt = TokenUsage()
        prompt.promptTokens = 7
        let sum = prompt + Self.usage(1, 2, 3)
        #expect(sum.promptTokens == 8 && sum.completionTokens == 2)
        #expect((TokenUsage() + TokenUsage()).isEmpty)
    }

    private static func read(_ text: String) throws -> TokenUsage {
        let bytes = Array(text.utf8)
        var reader = JSONReader(bytes.span)
        return try TokenUsage(reading: &reader)
    }

    @Test(
        arguments: [
            (#"{"prompt_tokens":7,"completion_tokens":3,"total_tokens":11}"#, [7, 3, 11]),
            (#"{"prompt_tokens":7,"completion_tokens":3}"#, [7, 3, 10]),
            (#"{"prompt_tokens":7.0,"completion_tokens":2.6,"total_tokens":1e1}"#, [7, 3, 10]),
            (#"{"prompt_tokens":7}"#, [7, nil, nil]), (#"{"total_tokens":9}"#, [nil, nil, 9]),
            (#"{}"#, [nil, nil, nil]),
            (#"{"input_tokens":7,"prompt_tokens":"7"}"#, [nil, nil, nil]),
            (#"{"prompt_tokens":-1,"completion_tokens":-1.5}"#, [0, 0, 0]),
            (
                #"{"prompt_tokens":9223372036854775807,"completion_tokens":9223372036854775807}"#,
                [.max, .max, .max]
            ),
            (
                #"{"prompt_tokens":9223372036854775808,"completion_tokens":-9223372036854775808}"#,
                [nil, 0, nil]
            ),
            (
                #"{"prompt_tokens":1e400,"completion_tokens":-1e400,"total_tokens":1.7e308}"#,
                [nil, nil, nil]
            ),
            (
                #"{"prompt_tokens":9.3e18,"completion_tokens":-9.3e18,"total_tokens":1e-400}"#,
                [nil, nil, 0]
            ),
        ] as [(String, [Int?])]
    )
    func `only what is told is known, and nothing traps`(text: String, counts: [Int?]) throws {
        let usage = try Self.read(text)
        #expect([usage.promptTokens, usage.completionTokens, usage.totalTokens] == counts)
    }

    @Test(
        arguments: [
            (#"{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"#, [7, 3, 10]),
            (#"{}"#, [7, 3, 10]), (#"{"completion_tokens":5}"#, [7, 5, 12]),
            (#"{"prompt_tokens":8,"completion_tokens":4,"total_tokens":12}"#, [8, 4, 12]),
        ] as [(String, [Int?])]
    )
    func `a later word counts, but zeros replace nothing`(later: String, counts: [Int?]) throws {
        let usage = Self.usage(7, 3, 10).updated(with: try Self.read(later))
        #expect([usage.promptTokens, usage.completionTokens, usage.totalTokens] == counts)
        #expect(TokenUsage().updated(with: try Self.read(later)) == (try Self.read(later)))
    }
}
