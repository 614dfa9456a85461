// Which target a conversation asks first.

import Chat
import Testing

@Suite struct ModelTargetTests {
    private static func target(_ name: String, order: Int = 0, weight: Int = 1) -> ModelTarget {
        ModelTarget(provider: name, model: "m", order: order, weight: weight)
    }

    private static func first(_ targets: [ModelTarget], _ key: Int) -> String {
        targets.ranked(by: "chat-\(key)".utf8.span)[0].provider
    }

    @Test func `a lower order comes first for every conversation`() {
        let targets = [Self.target("late", order: 2), Self.target("b", order: 1), Self.target("a")]
        for key in 0..<100 {
            let names = targets.ranked(by: "\(key)".utf8.span).map(\.provider)
            #expect(names == ["a", "b", "late"])
        }
    }

    @Test func `a conversation always asks the same, in whatever order the settings list them`() {
        let targets = (0..<4).map { Self.target("t\($0)") }
        for key in 0..<100 {
            #expect(Self.first(targets, key) == Self.first(targets.reversed(), key))
        }
    }

    @Test func `shares follow the weights`() {
        let targets = [Self.target("a", weight: 3), Self.target("b"), Self.target("c", weight: 6)]
        var counts: [String: Int] = [:]
        for key in 0..<10_000 { counts[Self.first(targets, key), default: 0] += 1 }
        #expect(2700...3300 ~= counts["a"] ?? 0)
        #expect(850...1150 ~= counts["b"] ?? 0)
        #expect(5700...6300 ~= counts["c"] ?? 0)
    }

    @Test func `the loss of a target moves its own conversations only`() {
        let targets = (0..<4).map { Self.target("t\($0)") }
        for key in 0..<1000 {
            let before = Self.first(targets, key)
            let after = Self.first(targets.filter { $0.provider != "t2" }, key)
            #expect(before == "t2" || before == after)
        }
    }

    @Test func `the standard provider's models have no prefix`() {
        #expect(ModelTarget(model: "m").tag == "m")
        #expect(Self.target("p").tag == "p/m")
    }
}
