// The language of directives: what each key sets, and what is refused.

import Bytes
import Testing

@testable import MockProvider

@Suite struct MockDirectiveTests {
    struct Row: CustomTestStringConvertible {
        let directive: String
        let change: @Sendable (inout MockScript) -> Void

        init(_ directive: String, _ change: @escaping @Sendable (inout MockScript) -> Void) {
            self.directive = directive
            self.change = change
        }

        var testDescription: String { directive }
    }

    static let rows: [Row] = [
        Row("") { _ in },
        Row("id=0") { $0.id = 0 },
        Row("id=281474976710655") { $0.id = 281_474_976_710_655 },
        Row("tokens=0") { $0.tokenCountAsked = 0 },
        Row("tokens=10000000") { $0.tokenCountAsked = 10_000_000 },
        Row("bytes=1048576") { $0.tokenByteCount = 1_048_576 },
        Row("delay=250ms") { $0.firstTokenDelay = .milliseconds(250) },
        Row("interval=20ms") { $0.interval = .milliseconds(20) },
        Row("interval=1.5s") { $0.interval = .milliseconds(1500) },
        Row("interval=500us") { $0.interval = .microseconds(500) },
        Row("interval=0") { $0.interval = .zero },
        Row("reasoning=3") { $0.reasoningTokenCount = 3 },
        Row("tool=f") { $0.toolCalls = [.init(name: "f")] },
        Row(#"tool=f args={"a b": [1, 2]} tool=g"#) {
            $0.toolCalls = [.init(name: "f", arguments: #"{"a b": [1, 2]}"#), .init(name: "g")]
        },
        Row(#"tool=f args="not {json""#) {
            $0.toolCalls = [.init(name: "f", arguments: "not {json")]
        },
        Row("rounds=2 preface=1 fragment=4 interleave") {
            $0.toolRoundCount = 2
            $0.prefaceTokenCount = 1
            $0.argumentFragmentByteCount = 4
            $0.interleavesToolCalls = true
        },
        Row("refusal citations=2 redacted=1 signatures=no strict call-ids bare=no") {
            $0.isRefusal = true
            $0.citationCount = 2
            $0.redactedCount = 1
            $0.hasSignatures = false
            $0.demandsSignatures = true
            $0.hasCallIDs = true
            $0.wire.hasBareErrors = false
        },
        Row("cached=5 cache-written=6") {
            $0.cacheReadCount = 5
            $0.cacheWriteCount = 6
        },
        Row("fault=blocked code=insufficient_quota") {
            $0.fault = .blocked
            $0.errorCode = "insufficient_quota"
        },
        Row("finish=length") { $0.finishReason = "length" },
        Row("usage=yes") { $0.usage = .always },
        Row("usage") { $0.usage = .always },
        Row("usage=no") { $0.usage = .never },
        Row("usage=asked") { $0.usage = .whenAsked },
        Row("done=no") { $0.sendsDone = false },
        Row("merge=4 split crlf comments multiline obfuscation") {
            $0.wire.eventsPerWrite = 4
            $0.wire.isSplit = true
            $0.wire.usesCRLF = true
            $0.wire.hasComments = true
            $0.wire.isMultiline = true
            $0.wire.hasObfuscation = true
        },
        Row("crlf crlf=no") { _ in },
        Row("fault=silence") { $0.fault = .silence },
        Row("fault=close") { $0.fault = .close },
        Row("fault=reset") { $0.fault = .reset },
        Row("fault=status:503 times=2 retry-after=3") {
            $0.fault = .status(503)
            $0.faultCount = 2
            $0.retryAfter = "3"
        },
        Row("fault=drop:5") { $0.fault = .drop(afterTokens: 5) },
        Row("fault=cut:0") { $0.fault = .cut(afterTokens: 0) },
        Row("fault=stall:1") { $0.fault = .stall(afterTokens: 1) },
        Row("fault=garbage:1") { $0.fault = .garbage(afterTokens: 1) },
        Row("fault=error:1") { $0.fault = .error(afterTokens: 1) },
        Row("fault=error:1:529") { $0.fault = .error(afterTokens: 1, status: 529) },
        Row("fault=drop:5 fault=none") { _ in },
        Row("  tokens=1 \t  id=2  ") {
            $0.tokenCountAsked = 1
            $0.id = 2
        },
    ]

    @Test(arguments: rows)
    func `each key sets what it says`(_ row: Row) throws {
        var script = MockScript()
        try script.apply(directive: row.directive)
        var expected = MockScript()
        expected.text = .computed
        row.change(&expected)
        #expect(script == expected)
    }

    @Test(arguments: [
        ("tokens", "'tokens' needs a number from 0 to 10000000, not nothing."),
        ("tokens=", "'tokens' needs a number from 0 to 10000000, not ''."),
        ("tokens=x", "'tokens' needs a number from 0 to 10000000, not 'x'."),
        ("tokens=-1", "'tokens' needs a number from 0 to 10000000, not '-1'."),
        ("tokens=10000001", "'tokens' needs a number from 0 to 10000000, not '10000001'."),
        (
            "id=281474976710656",
            "'id' needs a number from 0 to 281474976710655, not '281474976710656'."
        ),
        ("interval=20", "'interval' needs a duration such as 20ms, 1.5s or 0, not '20'."),
        ("interval=ms", "'interval' needs a duration such as 20ms, 1.5s or 0, not 'ms'."),
        ("interval=-1ms", "'interval' needs a duration such as 20ms, 1.5s or 0, not '-1ms'."),
        ("interval=90000s", "'interval' needs a duration such as 20ms, 1.5s or 0, not '90000s'."),
        ("crlf=maybe", "'crlf' needs 'yes' or 'no', not 'maybe'."),
        ("usage=1", "'usage' needs 'asked', 'yes' or 'no', not '1'."),
        ("finish=", "'finish' needs a value, not ''."),
        ("args={}", "'args' must follow the 'tool' it is for."),
        (
            #"tool=f args={"a"#,
            "The value of 'args' is no JSON: unterminated string starting at byte 1."
        ),
        ("speed=9", "The directive has no key 'speed'."),
    ])
    func `what makes no sense is refused in a sentence`(_ directive: String, _ sentence: String) {
        var script = MockScript()
        #expect(throws: MockDirective.Fault(description: sentence)) {
            try script.apply(directive: directive)
        }
    }

    @Test(arguments: [
        "fault=", "fault=drop", "fault=drop:", "fault=drop:x", "fault=drop:-1", "fault=silence:1",
        "fault=status:200", "fault=status:399", "fault=status:600", "fault=explode", "fault",
        "fault=error:1:200", "fault=error:1:500:2", "fault=drop:1:2", "fault=blocked:1",
        "merge=0", "merge=10001", "fragment=0", "rounds=1001", "times=65536", "bytes=1048577",
    ])
    func `what lies outside of its bounds is refused`(_ directive: String) {
        var script = MockScript()
        #expect(throws: MockDirective.Fault.self) { try script.apply(directive: directive) }
    }

    @Test(arguments: [
        ("#mock tokens=1", "tokens=1"),
        ("#mock", ""),
        ("hello\n#mock tokens=1", "tokens=1"),
        ("hello #mock tokens=1\nand more", "tokens=1"),
        ("#mock tokens=1\n#mock tokens=2\n", "tokens=2"),
        ("#mock tokens=1\r\n", "tokens=1"),
    ])
    func `a directive is found`(_ text: String, _ expected: String) {
        let range = MockDirective.range(in: text.utf8.span)
        let found = range.map { String(text.utf8.span.extracting($0)) }
        #expect(found?.trimmedCarriageReturn == expected)
    }

    @Test(arguments: ["", "hello", "#mockery", "a#mock tokens=1", "# mock", "#moc"])
    func `other text holds none`(_ text: String) throws {
        #expect(MockDirective.range(in: text.utf8.span) == nil)
        var script = MockScript()
        try script.apply(directiveIn: text.utf8.span)
        #expect(script == MockScript())
    }
}

extension String {
    /// The text without a carriage return at its end, which a directive takes for white space.
    fileprivate var trimmedCarriageReturn: String { last == "\r" ? String(dropLast()) : self }
}
