// The report as people read it.

internal import Reactor

extension LoadReport {
    /// Percentiles that both forms of the report show.
    static let percentiles: [(name: String, percent: Double)] = [
        ("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99), ("p99.9", 99.9),
    ]

    private static let labelWidth = 22
    private static let columnWidth = 10

    /// Lines of at most 100 columns, the last one ended.
    public var table: String {
        var lines = [loadLine, ""]
        for arm in arms { lines += armLines(arm) + [""] }
        lines += serverLines + providerLines
        lines.append(
            label("generator") + NumberText.decimal(generatorShare * 100, 0) + " % of a core"
        )
        for warning in warnings { lines.append(label("warning") + warning) }
        lines.append(label("result") + result)
        return lines.joined(separator: "\n") + "\n"
    }

    private func label(_ text: String) -> String {
        NumberText.left(text, Self.labelWidth)
    }

    private var loadLine: String {
        let streams: String
        switch configuration.goal {
        case .streams(let count): streams = "\(NumberText.grouped(count)) streams"
        case .duration(let duration):
            streams = NumberText.decimal(duration.inMilliseconds / 1000, 0) + " s of streams"
        }
        let pace =
            configuration.interval == .zero
            ? "without pause"
            : "every " + NumberText.decimal(configuration.interval.inMilliseconds, 1) + " ms"
        return "\(streams) of \(NumberText.grouped(configuration.tokenCount)) tokens \(pace), "
            + "\(NumberText.grouped(configuration.concurrency)) at a time"
    }

    private func armLines(_ arm: ArmReport) -> [String] {
        let seconds = max(1e-9, duration.inMilliseconds / 1000)
        let streamRate = NumberText.decimal(Double(arm.firstText.count) / seconds, 1)
        let eventRate = NumberText.decimal(Double(arm.eventCount) / seconds, 0)
        let dataRate = NumberText.decimal(Double(arm.receivedByteCount) / seconds / 1e6, 2)
        var lines = [
            label(arm.name) + arm.target,
            label("streams") + "\(NumberText.grouped(arm.completeCount)) complete, "
                + "\(NumberText.grouped(arm.abortedCount)) aborted, "
                + "\(NumberText.grouped(arm.failedCount)) failed",
            label("rate") + "\(streamRate) streams/s, \(eventRate) events/s, \(dataRate) MB/s",
            timesHead,
            timesLine("time to first token", arm.firstText),
            timesLine("gap between tokens", arm.gap),
            timesLine("whole answer", arm.total),
        ]
        for failure in LoadFailure.allCases {
            guard let count = arm.failures[failure] else { continue }
            lines.append(label("failed") + "\(NumberText.grouped(count)) \(failure.title)")
        }
        for example in arm.examples { lines.append(label("") + example) }
        return lines
    }

    private var timesHead: String {
        var line = label("milliseconds") + NumberText.right("mean", Self.columnWidth)
        for percentile in Self.percentiles {
            line += NumberText.right(percentile.name, Self.columnWidth)
        }
        return line + NumberText.right("max", Self.columnWidth)
    }

    private func timesLine(_ name: String, _ histogram: Histogram) -> String {
        guard histogram.count > 0 else {
            return label(name) + NumberText.right("-", Self.columnWidth)
        }
        var line = label(name)
        func add(_ nanoseconds: Double) {
            line += NumberText.right(NumberText.milliseconds(nanoseconds), Self.columnWidth)
        }
        add(histogram.mean)
        for percentile in Self.percentiles { add(Double(histogram.percentile(percentile.percent))) }
        add(Double(histogram.maximum))
        return line
    }

    private var serverLines: [String] {
        guard let server else { return [] }
        let seconds = max(1e-9, duration.inMilliseconds / 1000)
        let share = Double(server.processorNanoseconds) / 1e9 / seconds * 100
        var processor = NumberText.decimal(share, 1) + " % of a core"
        if let perEvent = processorMicrosecondsPerEvent {
            processor += ", \(NumberText.decimal(perEvent, 2)) us per event"
        }
        return [
            label("server processor") + processor,
            label("server memory") + NumberText.mebibytes(server.before.residentByteCount)
                + " before, \(NumberText.mebibytes(server.residentByteCountMax)) at most, "
                + "\(NumberText.mebibytes(server.after.residentByteCount)) after; "
                + "\(NumberText.decimal(Double(server.bytesPerStream) / 1024, 1)) KiB per stream",
            label("server descriptors") + "\(server.before.descriptorCount) before, "
                + "\(server.after.descriptorCount) after; \(server.after.threadCount) threads",
        ]
    }

    private var providerLines: [String] {
        guard let provider else { return [] }
        var lines = [
            label("provider") + "\(NumberText.grouped(provider.sentCount)) tokens sent, "
                + "\(NumberText.grouped(provider.lateCount)) of them late, "
                + "\(provider.openCount) answers left open"
        ]
        if provider.abortDelay.count > 0 {
            lines.append(timesHead)
            lines.append(timesLine("abort to provider", provider.abortDelay))
        }
        return lines
    }

    private var result: String {
        guard !isClean else {
            return arms.contains { $0.abortedCount > 0 }
                ? "nothing was lost or wrong as far as the clients stayed"
                : "every token of every stream arrived, in its order"
        }
        let failedCount = arms.reduce(0) { $0 + $1.failedCount }
        if failedCount > 0 { return "FAILED: \(NumberText.grouped(failedCount)) streams failed" }
        if let count = provider?.openCount, count > 0 {
            return "FAILED: \(count) answers were left open at the provider"
        }
        return "FAILED: no stream was finished"
    }
}
