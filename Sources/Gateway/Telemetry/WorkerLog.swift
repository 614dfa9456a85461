// The log of one loop: the lines of all turns between two waits of the loop leave in one write.

internal import Bytes
internal import Configuration
internal import Log
internal import Reactor
internal import System

/// Writes the lines of one loop to the sink that all share.
final class WorkerLog {
    private let buffer: LogBuffer
    private let loop: Loop
    private var timer: Timer?
    private var isFlushDue = false
    private let metrics: WorkerMetrics?
    private var countedDropCount = 0

    /// When lines that nobody took are offered again.
    private static let retryInterval = Duration.milliseconds(100)

    /// - Parameter metrics: Where lost lines are counted, if anywhere.
    init(
        _ sink: LogSink,
        settings: Settings.Logging,
        on loop: Loop,
        metrics: WorkerMetrics? = nil
    ) {
        self.metrics = metrics
        self.loop = loop
        buffer = LogBuffer(
            sink: sink,
            level: LogLevel(settings.level),
            format: LogFormat(settings.format)
        )
        timer = Timer(on: loop) { [unowned self] in flush() }
    }

    /// Writes one line; see `LogBuffer.write`.
    func write(
        _ level: LogLevel,
        _ message: StaticString,
        logger: StaticString,
        fields: (inout LogRecord) -> Void = { _ in }
    ) {
        guard buffer.writes(level) else { return }
        buffer.write(level, message, logger: logger, at: WallClock.microseconds, fields: fields)
        guard !isFlushDue else { return }
        isFlushDue = true
        // After the turns that this look at the sockets has brought, and before the loop waits again.
        loop.inNextTurn { [weak self] in self?.flush() }
    }

    /// A text of others without the secrets that no line holds, for what else leaves the process.
    func redacted(_ text: String) -> String { buffer.redaction.redacted(text) }

    /// Hides what the settings have for others to believe us by; what earlier ones had stays hidden.
    func hideSecrets(of settings: Settings) {
        for field in settings.tracing.headers { hide(field.value) }
        for provider in settings.allProviders { hideSecrets(of: provider) }
    }

    private func hideSecrets(of provider: Settings.Provider) {
        if let key = provider.apiKey { buffer.redaction.hide(key.bytes) }
        for field in provider.headers + provider.query
        where field.value.count >= Self.credentialByteCountMin {
            hide(field.value)
        }
        if case .server(let url) = provider.proxy, let password = url.userPassword {
            buffer.redaction.hide(password.utf8.span)
        }
    }

    /// What is shorter in a field of the operator's own is a name or a version, and would be found in many lines.
    private static let credentialByteCountMin = 12

    /// Hides a credential, with its scheme and without: RFC 9110 section 11.4.
    private func hide(_ value: Secret) {
        let bytes = value.bytes
        buffer.redaction.hide(bytes)
        guard let blank = bytes.firstIndex(of: ASCII.space) else { return }
        buffer.redaction.hide(bytes.extracting(bytes.trimmedRange(blank..<bytes.count)))
    }

    /// Goes on with other settings.
    func adopt(_ settings: Settings.Logging) {
        buffer.level = LogLevel(settings.level)
        buffer.format = LogFormat(settings.format)
    }

    private func flush() {
        isFlushDue = false
        defer { countDrops() }
        guard !buffer.flush(at: WallClock.microseconds) else { return }
        timer?.schedule(after: Self.retryInterval)
    }

    private func countDrops() {
        metrics?.linesWereDropped(buffer.droppedCount - countedDropCount)
        countedDropCount = buffer.droppedCount
    }

    /// Gives away what is taken now; the rest is lost.
    func close() {
        buffer.flush(at: WallClock.microseconds)
        timer?.cancel()
        timer = nil
    }
}
