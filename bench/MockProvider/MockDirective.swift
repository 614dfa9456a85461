// How a request tells the mock what to do: a line in the text of its last user message.

internal import Bytes
internal import JSON

/// The language of the mock's directives.
///
/// A directive is `#mock` and pairs of key and value, separated by blanks, up to the end of the
/// line:
/// ```
/// directive = "#mock" *( 1*SP pair )
/// pair      = key [ "=" value ]
/// value     = JSON object / JSON array / JSON string / 1*( any character but SP )
/// ```
/// The last line of the text that holds `#mock` counts. A stream with a directive has the computed
/// text of ``MockText``.
///
/// | key | value | sets |
/// |---|---|---|
/// | `id` | 0 to 2^48 - 1 | which stream it is |
/// | `tokens` | 0 to 10,000,000 | number of text tokens, 60 |
/// | `bytes` | 0 to 1,048,576 | bytes in a token, 0 lets them vary |
/// | `lines` | flag | each fourth token begins with U+0085, U+2028 or U+2029, raw |
/// | `delay` | duration | time to the first token |
/// | `interval` | duration | time between tokens; 0 is as fast as the client reads |
/// | `reasoning` | 0 to 10,000,000 | number of reasoning tokens before the text |
/// | `refusal` | flag | the text is the model's refusal to answer |
/// | `citations` | 0 to 1000 | number of sources that the text cites |
/// | `redacted` | 0 to 1000 | number of reasoning blocks that are not shown, before the text |
/// | `signatures` | flag | reasoning comes with a signature, yes |
/// | `strict` | flag | a request without the signatures of the rounds before it is refused |
/// | `tool` | name | one more tool that is called in parallel |
/// | `args` | JSON, or a JSON string for what is none | arguments of the tool named last |
/// | `call-ids` | flag | Gemini's calls have ids |
/// | `rounds` | 0 to 1000 | how many times in a row the tools are called, 1 |
/// | `preface` | 0 to 10,000,000 | text tokens before the calls |
/// | `fragment` | 1 to 1,048,576 | most bytes of arguments in one event, 16 |
/// | `interleave` | flag | fragments of parallel calls take turns |
/// | `finish` | word | finish reason |
/// | `cached` | 0 to 10,000,000 | tokens of the request read from the provider's cache |
/// | `cache-written` | 0 to 10,000,000 | tokens of the request written to it |
/// | `usage` | `asked`, `yes`, `no` | when the numbers of tokens are sent |
/// | `done` | flag | the stream has its end mark, yes |
/// | `merge` | 1 to 10,000 | events in one write |
/// | `split`, `crlf`, `comments`, `multiline`, `obfuscation` | flag | layout on the wire |
/// | `bare` | flag | Gemini's error within a stream is no event, but bare lines, yes |
/// | `fault` | see below | what goes wrong |
/// | `times` | 0 to 65,535 | attempts with this id that the fault spoils before one succeeds |
/// | `code` | word | the provider's word for what went wrong |
/// | `retry-after` | word | `Retry-After` of error answers |
///
/// A duration is a decimal number and `us`, `ms` or `s`, or `0`. A flag is `yes` or `no`, or a key
/// without value for yes. A fault is `status:N`, `silence`, `close`, `reset`, `blocked`, or
/// `drop:N`, `cut:N`, `stall:N`, `garbage:N`, `error:N`, `error:N:STATUS` after N tokens; see
/// ``MockFault``.
public enum MockDirective {
    static let mark: StaticString = "#mock"

    /// A directive that cannot be carried out, in one sentence.
    public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, for whoever wrote the directive.
        public let description: String
    }

    /// Finds the directive in a text: what follows the last mark, up to the end of its line.
    static func range(in text: Span<UInt8>) -> Range<Int>? {
        var found: Int?
        var index = 0
        while let start = text.firstIndex(of: UInt8(ascii: "#"), from: index) {
            if isMark(text, at: start) { found = start }
            index = start + 1
        }
        guard let found else { return nil }
        let start = found + mark.utf8CodeUnitCount
        let end = text.firstIndex(of: ASCII.lineFeed, from: start) ?? text.count
        return text.trimmedRange(start..<end)
    }

    private static func isMark(_ text: Span<UInt8>, at start: Int) -> Bool {
        guard text.hasPrefix(mark, at: start), start == 0 || text[start - 1] <= ASCII.space else {
            return false
        }
        let end = start + mark.utf8CodeUnitCount
        return end == text.count || text[end] <= ASCII.space
    }
}

extension MockScript {
    /// Changes the script as a directive's pairs say, such as `tokens=100 interval=20ms`.
    public mutating func apply(directive: String) throws(MockDirective.Fault) {
        try apply(directive: directive.utf8.span)
    }

    /// Changes the script as the directive in a text says; a text without one changes nothing.
    mutating func apply(directiveIn text: Span<UInt8>) throws(MockDirective.Fault) {
        guard let range = MockDirective.range(in: text) else { return }
        try apply(directive: text.extracting(range))
    }

    private mutating func apply(directive: Span<UInt8>) throws(MockDirective.Fault) {
        text = .computed
        var scanner = DirectiveScanner(directive)
        while let pair = try scanner.next() { try set(pair) }
    }

    private mutating func set(_ pair: DirectivePair) throws(MockDirective.Fault) {
        switch pair.key {
        case "id": id = UInt64(try pair.count(0...0xFFFF_FFFF_FFFF))
        case "tokens": tokenCountAsked = try pair.count(0...10_000_000)
        case "bytes": tokenByteCount = try pair.count(0...1_048_576)
        case "lines": hasOddLineEnds = try pair.flag()
        case "delay": firstTokenDelay = try pair.duration()
        case "interval": interval = try pair.duration()
        case "reasoning": reasoningTokenCount = try pair.count(0...10_000_000)
        case "finish": finishReason = try pair.word()
        case "usage": usage = try pair.usage()
        case "done": sendsDone = try pair.flag()
        case "fault": fault = try pair.fault()
        case "times": faultCount = try pair.count(0...65_535)
        case "code": errorCode = try pair.word()
        case "retry-after": retryAfter = try pair.word()
        default:
            if try setContent(pair) { return }
            if try setTools(pair) { return }
            if try setWire(pair) { return }
            throw MockDirective.Fault(description: "The directive has no key '\(pair.key)'.")
        }
    }

    private mutating func setContent(_ pair: DirectivePair) throws(MockDirective.Fault) -> Bool {
        switch pair.key {
        case "refusal": isRefusal = try pair.flag()
        case "citations": citationCount = try pair.count(0...1000)
        case "redacted": redactedCount = try pair.count(0...1000)
        case "signatures": hasSignatures = try pair.flag()
        case "strict": demandsSignatures = try pair.flag()
        case "cached": cacheReadCount = try pair.count(0...10_000_000)
        case "cache-written": cacheWriteCount = try pair.count(0...10_000_000)
        default: return false
        }
        return true
    }

    private mutating func setTools(_ pair: DirectivePair) throws(MockDirective.Fault) -> Bool {
        switch pair.key {
        case "tool": toolCalls.append(ToolCall(name: try pair.word()))
        case "args":
            guard !toolCalls.isEmpty else {
                throw MockDirective.Fault(description: "'args' must follow the 'tool' it is for.")
            }
            toolCalls[toolCalls.count - 1].arguments = try pair.word()
        case "call-ids": hasCallIDs = try pair.flag()
        case "rounds": toolRoundCount = try pair.count(0...1000)
        case "preface": prefaceTokenCount = try pair.count(0...10_000_000)
        case "fragment": argumentFragmentByteCount = try pair.count(1...1_048_576)
        case "interleave": interleavesToolCalls = try pair.flag()
        default: return false
        }
        return true
    }

    private mutating func setWire(_ pair: DirectivePair) throws(MockDirective.Fault) -> Bool {
        switch pair.key {
        case "merge": wire.eventsPerWrite = try pair.count(1...10_000)
        case "split": wire.isSplit = try pair.flag()
        case "crlf": wire.usesCRLF = try pair.flag()
        case "comments": wire.hasComments = try pair.flag()
        case "multiline": wire.isMultiline = try pair.flag()
        case "bare": wire.hasBareErrors = try pair.flag()
        case "obfuscation": wire.hasObfuscation = try pair.flag()
        default: return false
        }
        return true
    }
}
