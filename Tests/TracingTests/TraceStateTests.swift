import Testing

@testable import Tracing

@Suite struct TraceStateTests {
    private static func list(_ count: Int) -> String {
        (0..<count).map { "k\($0)=v" }.joined(separator: ",")
    }

    @Test(arguments: [
        (["a=1"], "a=1"), (["a=1, b=2"], "a=1,b=2"), (["a=1", "b=2"], "a=1,b=2"),
        (["\ta=1 ,, b=2,"], "a=1,b=2"), (["t@v=x"], "t@v=x"), (["0a=x"], "0a=x"),
        (["a_-*/9=!~ x"], "a_-*/9=!~ x"), ([list(32)], list(32)),
        ([String(repeating: "k", count: 256) + "=v"], String(repeating: "k", count: 256) + "=v"),
        (["a=" + String(repeating: "v", count: 256)], "a=" + String(repeating: "v", count: 256)),
    ])
    func `well-formed states are joined`(values: [String], joined: String) {
        #expect(TraceState.joined(values) == joined)
    }

    @Test(arguments: [
        [], [""], [","], ["a"], ["a="], ["=1"], ["A=1"], ["a=1=2"], ["a=\u{7F}"], ["a=é"],
        ["a=1,a=2"], ["@v=1"], ["t@=1"], ["a@b@c=1"], ["-a=1"], ["a b=1"], [list(33)],
        [String(repeating: "k", count: 257) + "=v"], ["a=" + String(repeating: "v", count: 257)],
        ["t@" + String(repeating: "v", count: 15) + "=1"],
        [String(repeating: "t", count: 242) + "@v=1"],
        ["a=" + String(repeating: "v", count: 255), "b=" + String(repeating: "v", count: 255)],
    ])
    func `others are dropped`(values: [String]) {
        #expect(TraceState.joined(values) == nil)
    }

    @Test func `what is longer than all that may be passed on is not looked at`() {
        #expect(TraceState.joined(["a=1", String(repeating: " ", count: 1021)]) == "a=1")
        #expect(TraceState.joined(["a=1", String(repeating: " ", count: 1022)]) == nil)
        #expect(TraceState.joined([String(repeating: ",", count: 30_000)]) == nil)
    }

    @Test func `the length is bounded at 512 bytes`() {
        let first = "a=" + String(repeating: "v", count: 252)
        for (count, isKept) in [(254, true), (255, true), (256, false)] {
            let second = "b=" + String(repeating: "w", count: count)
            #expect((first + "," + second).utf8.count == 257 + count)
            #expect((TraceState.joined([first, second]) != nil) == isKept, "\(count)")
        }
    }
}
