// One line while it is written: fields go straight into the bytes that leave the process.

internal import Bytes
private import JSON

/// The line that is being written, as a closure of ``LogBuffer/write(_:_:logger:at:fields:)`` sees
/// it.
///
/// Keys and messages are literals that need no escapes. Values are escaped, so that nothing a
/// client sends can begin a line of its own.
public struct LogRecord: ~Copyable {
    /// The lines before this one and what there is of it.
    var output: ByteBuffer
    var format: LogFormat
    /// What no value may hold.
    let redaction = Redaction()

    init(format: LogFormat) {
        output = ByteBuffer()
        self.format = format
    }

    /// Adds a text.
    public mutating func add(_ key: StaticString, _ value: String) {
        add(key, value.utf8.span)
    }

    /// Adds a text if there is one.
    public mutating func add(_ key: StaticString, _ value: String?) {
        if let value { add(key, value) }
    }

    /// Adds a text of UTF-8, what is malformed as U+FFFD.
    ///
    /// Secrets are cut out of every text here, so that no line can hold one.
    public mutating func add(_ key: StaticString, _ value: Span<UInt8>) {
        if let redacted = redaction.redacted(value) {
            add(key, safe: redacted.span)
        } else {
            add(key, safe: value)
        }
    }

    private mutating func add(_ key: StaticString, safe value: Span<UInt8>) {
        begin(key)
        if format == .text, Self.isPlain(value) {
            output.append(value)
        } else {
            output.append(ASCII.quote)
            JSONString.escape(value, into: &output)
            output.append(ASCII.quote)
        }
    }

    /// Adds a text that is a literal of the program and needs no escapes.
    public mutating func add(_ key: StaticString, literal value: StaticString) {
        begin(key)
        if format == .json { output.append(ASCII.quote) }
        output.append(value)
        if format == .json { output.append(ASCII.quote) }
    }

    /// Adds an integer.
    public mutating func add(_ key: StaticString, _ value: Int) {
        begin(key)
        output.appendDecimal(value)
    }

    /// Adds an integer if there is one.
    public mutating func add(_ key: StaticString, _ value: Int?) {
        if let value { add(key, value) }
    }

    /// Adds a number as it is written.
    ///
    /// - Parameter value: A number in JSON's grammar.
    public mutating func add(_ key: StaticString, decimal value: String) {
        begin(key)
        output.append(value)
    }

    /// Adds a truth value.
    public mutating func add(_ key: StaticString, _ value: Bool) {
        begin(key)
        output.append(value ? "true" : "false" as StaticString)
    }

    /// Adds a duration as milliseconds with three decimals; the key should end in `_ms`.
    public mutating func add(_ key: StaticString, milliseconds duration: Duration) {
        begin(key)
        let microseconds = Int(clamping: duration.attoseconds / 1_000_000_000_000)
        if microseconds < 0 { output.append(UInt8(ascii: "-")) }
        output.appendDecimal(Int(microseconds.magnitude / 1000))
        output.append(UInt8(ascii: "."))
        output.appendDecimal(Int(microseconds.magnitude % 1000), width: 3)
    }

    /// Begins a line with what all lines have.
    mutating func begin(
        _ level: LogLevel,
        _ message: StaticString,
        logger: StaticString,
        at microseconds: Int
    ) {
        let time = LogTimestamp(microseconds: microseconds)
        switch format {
        case .json:
            output.append("{\"timestamp\":\"" as StaticString)
            time.appendInternet(to: &output)
            output.append("\",\"level\":\"" as StaticString)
            output.append(level.name)
            output.append("\",\"message\":\"" as StaticString)
            output.append(message)
            output.append("\",\"logger\":\"" as StaticString)
            output.append(logger)
            output.append(ASCII.quote)
        case .text:
            time.appendPlain(to: &output)
            output.append(" - " as StaticString)
            output.append(level.name)
            output.append(" - " as StaticString)
            output.append(logger)
            output.append(" - " as StaticString)
            output.append(message)
        }
    }

    /// Ends the line.
    mutating func end() {
        if format == .json { output.append(UInt8(ascii: "}")) }
        output.append(ASCII.lineFeed)
    }

    private mutating func begin(_ key: StaticString) {
        switch format {
        case .json:
            output.append(",\"" as StaticString)
            output.append(key)
            output.append("\":" as StaticString)
        case .text:
            output.append(ASCII.space)
            output.append(key)
            output.append(UInt8(ascii: "="))
        }
    }

    // Visible ASCII without quotation marks, backslashes and equals signs needs no quotation marks.
    private static func isPlain(_ value: Span<UInt8>) -> Bool {
        guard !value.isEmpty else { return false }
        for index in value.indices {
            switch value[index] {
            case ASCII.quote, ASCII.backslash, UInt8(ascii: "="): return false
            case 0x21...0x7E: continue
            default: return false
            }
        }
        return true
    }
}
