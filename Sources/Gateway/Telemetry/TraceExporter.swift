// Sends finished spans to the collector, from the supervisor's loop.

internal import Bytes
internal import Configuration
internal import Log
internal import Metrics
internal import Reactor
internal import Tracing
internal import Upstream

/// Gathers spans into batches and posts one batch at a time.
///
/// Nothing here can hold up a stream: workers only post to this loop. A batch that the collector does not take is
/// dropped and counted, and the next one waits for its interval.
final class TraceExporter {
    private let loop: Loop
    private let settings: Settings.Tracing
    private let url: String
    private let counts: SpanCounts
    private let log: WorkerLog
    private let upstream: UpstreamClient
    private let encoder: SpanEncoder
    private var queue: SpanQueue
    private var intervalTimer: Timer?
    private var timeoutTimer: Timer?
    private var flushTimer: Timer?
    private var isIntervalRunning = false
    private var transfer: Transfer?
    private var batchCount = 0
    private var status = 0
    private var isFailing = false
    private var whenFlushed: (() -> Void)?

    /// Nil if the settings trace nothing.
    ///
    /// - Throws: When libcurl lacks memory.
    init?(
        on loop: Loop,
        _ settings: Settings.Tracing,
        counts: SpanCounts,
        log: WorkerLog
    ) throws(CurlError) {
        guard let endpoint = settings.endpoint else { return nil }
        self.loop = loop
        self.settings = settings
        self.counts = counts
        self.log = log
        url = endpoint
        let headers = settings.headers.map(\.headerLine)
        upstream = try UpstreamClient(
            on: loop,
            configuration: .init(
                headerLines: ["Content-Type: application/json"] + headers,
                connectTimeout: settings.timeout
            )
        )
        encoder = SpanEncoder(
            resource: [
                TraceSpan.Attribute("service.name", .string(settings.serviceName)),
                TraceSpan.Attribute("service.version", .string(MambaVersion.current)),
            ],
            scope: "mamba",
            version: MambaVersion.current
        )
        queue = SpanQueue(spansMax: settings.queueSpans, batchSpansMax: settings.batchSpans)
        intervalTimer = Timer(on: loop) { [unowned self] in
            isIntervalRunning = false
            send()
        }
        timeoutTimer = Timer(on: loop) { [unowned self] in
            transfer?.cancel()
            finished("no answer within \(settings.timeout)")
        }
        flushTimer = Timer(on: loop) { [unowned self] in endFlush() }
    }

    /// Takes finished spans.
    func add(_ spans: [TraceSpan]) {
        let droppedCount = queue.droppedCount
        queue.add(spans)
        counts.dropped.add(queue.droppedCount - droppedCount)
        if queue.hasBatch, !isFailing { send() } else { beginInterval() }
    }

    /// Sends what waits, and calls back when all of it is gone or the time for it is up.
    func flush(_ done: @escaping () -> Void) {
        whenFlushed = done
        flushTimer?.schedule(after: settings.timeout)
        send()
    }

    /// Gives up what is left.
    func close() {
        counts.dropped.add(queue.count)
        intervalTimer = nil
        timeoutTimer = nil
        flushTimer = nil
        upstream.close()
    }

    private func beginInterval() {
        guard !isIntervalRunning, transfer == nil, queue.count > 0 else { return }
        isIntervalRunning = true
        intervalTimer?.schedule(after: settings.interval)
    }

    private func send() {
        guard transfer == nil else { return }
        let batch = queue.takeBatch()
        guard !batch.isEmpty else { return endFlush() }
        batchCount = batch.count
        status = 0
        do throws(UpstreamFailure) {
            transfer = try upstream.start(
                .post(url, body: encoder.encode(batch)),
                delegate: self
            )
            timeoutTimer?.schedule(after: settings.timeout)
        } catch {
            finished(error.description)
        }
    }

    private func finished(_ failure: String?) {
        timeoutTimer?.cancel()
        transfer = nil
        if let failure {
            counts.dropped.add(batchCount)
            // Once for each time that it begins, not for each batch.
            if !isFailing {
                log.write(.warning, "Spans not exported", logger: "mamba.tracing") {
                    $0.add("reason", failure)
                }
            }
        } else {
            counts.exported.add(batchCount)
        }
        isFailing = failure != nil
        if whenFlushed != nil { return isFailing ? endFlush() : send() }
        if queue.hasBatch, !isFailing { send() } else { beginInterval() }
    }

    private func endFlush() {
        guard let done = whenFlushed else { return }
        whenFlushed = nil
        done()
    }
}

extension TraceExporter: TransferDelegate {
    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) { status = head.status }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {}

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        if let failure { return finished(failure.description) }
        finished((200..<300).contains(status) ? nil : "the collector answered \(status)")
    }
}
