// The lines of one thread, formatted as they come and written once per turn.

private import Bytes

/// Collects the lines of one worker and hands them to a sink that all workers share.
///
/// Belongs to one thread: nothing in it is locked. The owner calls ``flush(at:)`` at the end of
/// each turn, and again after a while as long as that returns false, because then lines wait for a
/// pipe whose reader is slow. What the pipe does not take in time is dropped, newest lines first,
/// and counted.
public final class LogBuffer {
    /// The least severe level that is written; lines below it cost one comparison.
    public var level: LogLevel

    /// How many lines were lost so far because nobody took them or the descriptor failed.
    public private(set) var droppedCount = 0

    /// What lines look like from the next one on.
    public var format: LogFormat {
        get { record.format }
        set { record.format = newValue }
    }

    /// What no line may hold, from the next one on.
    public var redaction: Redaction { record.redaction }

    private var unreportedCount = 0
    private var isLineTorn = false
    private var record: LogRecord
    private let sink: LogSink
    private let bytesMax: Int

    /// Creates an empty buffer.
    ///
    /// - Parameter bytesMax: How many bytes may wait, the line that is being written included.
    public init(sink: LogSink, level: LogLevel, format: LogFormat, bytesMax: Int = 262_144) {
        precondition(bytesMax > 0, "a log without room")
        self.sink = sink
        self.level = level
        self.bytesMax = bytesMax
        record = LogRecord(format: format)
    }

    /// Tells whether all lines have left.
    public var isEmpty: Bool { record.output.isEmpty && !isLineTorn }

    /// Tells whether lines of a level are written; for work that only a line needs.
    public func writes(_ level: LogLevel) -> Bool { level >= self.level }

    /// Writes one line.
    ///
    /// - Parameters:
    ///   - level: The severity; below ``level``, nothing is formatted and `fields` is not called.
    ///   - message: A constant without characters that JSON escapes; what varies goes into fields.
    ///   - logger: The dotted name of the part of the program that speaks.
    ///   - microseconds: The present, in microseconds since 1970-01-01T00:00:00Z.
    ///   - fields: Adds the fields, in order. It must not write to this log itself.
    public func write(
        _ level: LogLevel,
        _ message: StaticString,
        logger: StaticString,
        at microseconds: Int,
        fields: (inout LogRecord) -> Void = { _ in }
    ) {
        guard level >= self.level else { return }
        let start = record.output.count
        guard start < bytesMax else { return drop(1) }
        record.begin(level, message, logger: logger, at: microseconds)
        fields(&record)
        record.end()
        if record.output.count > bytesMax {
            record.output.truncate(to: start)
            drop(1)
        }
    }

    /// Gives the sink what it takes without waiting, and tells whether nothing is left.
    ///
    /// Once lines flow again after a loss, a line says how many were lost.
    ///
    /// - Parameter microseconds: The present, in microseconds since 1970-01-01T00:00:00Z.
    @discardableResult
    public func flush(at microseconds: Int) -> Bool {
        guard !isEmpty else { return true }
        drop(hand())
        guard record.output.isEmpty, unreportedCount > 0 else { return isEmpty }
        let reportedCount = unreportedCount
        record.begin(.warning, "Log lines dropped", logger: "mamba.log", at: microseconds)
        record.add("dropped", reportedCount)
        record.end()
        unreportedCount = 0
        // A report that was lost itself is made again, and not counted.
        if hand() > 0 { unreportedCount = reportedCount }
        return isEmpty
    }

    // Gives the sink what it takes, and tells how many lines were lost.
    private func hand() -> Int {
        let (lostCount, isLineTorn) = sink.take(&record.output)
        self.isLineTorn = isLineTorn
        return lostCount
    }

    private func drop(_ lineCount: Int) {
        droppedCount += lineCount
        unreportedCount += lineCount
    }
}

@available(*, unavailable)
extension LogBuffer: Sendable {}
