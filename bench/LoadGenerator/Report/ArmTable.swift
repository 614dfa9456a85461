// One arm of the report as people read it at a terminal.

/// Lays an arm out in lines.
struct ArmTable {
    private let arm: ArmReport
    private let load: LoadConfiguration

    init(_ arm: ArmReport, _ load: LoadConfiguration) {
        self.arm = arm
        self.load = load
    }

    var lines: [String] {
        [TableText.label(arm.name) + arm.target] + countLines + timeLines + failureLines
            + serverLines + providerLines
    }

    private var countLines: [String] {
        let streamRate = NumberText.decimal(Double(arm.firstText.count) / arm.seconds, 1)
        let eventRate = NumberText.decimal(Double(arm.eventCount) / arm.seconds, 0)
        let dataRate = NumberText.decimal(Double(arm.receivedByteCount) / arm.seconds / 1e6, 2)
        var lines = [
            TableText.label("streams") + "\(NumberText.grouped(arm.completeCount)) complete, "
                + "\(NumberText.grouped(arm.abortedCount)) aborted, "
                + "\(NumberText.grouped(arm.failedCount)) failed; "
                + "\(NumberText.grouped(arm.openCountMax)) open at most, "
                + "\(NumberText.grouped(arm.connectionCount)) connections",
            TableText.label("tokens") + "\(NumberText.grouped(arm.deliveredTokenCount)) of "
                + "\(NumberText.grouped(arm.expectedTokenCount)) delivered",
            TableText.label("rate")
                + "\(streamRate) streams/s, \(eventRate) events/s, \(dataRate) MB/s",
        ]
        if !load.goodness.isEmpty {
            let count = max(1, arm.completeCount + arm.failedCount)
            let share = NumberText.decimal(Double(arm.goodCount) / Double(count) * 100, 2)
            let rate = NumberText.decimal(Double(arm.goodCount) / arm.seconds, 1)
            lines.append(TableText.label("good") + "\(rate) streams/s, \(share) % of all")
        }
        return lines
    }

    private var timeLines: [String] {
        var lines = [
            timesHead,
            timesLine("time to first token", arm.firstText),
            timesLine("gap between tokens", arm.gap),
            timesLine("mean gap of a stream", arm.perToken),
            timesLine("whole answer", arm.total),
        ]
        if load.rate != nil { lines.append(timesLine("begun late by", arm.lag)) }
        return lines
    }

    private var failureLines: [String] {
        var lines: [String] = []
        for failure in LoadFailure.allCases {
            guard let count = arm.failures[failure] else { continue }
            lines.append(
                TableText.label("failed") + "\(NumberText.grouped(count)) \(failure.title)"
            )
        }
        return lines + arm.examples.map { TableText.label("") + $0 }
    }

    private var timesHead: String {
        var line =
            TableText.label("milliseconds") + NumberText.right("mean", TableText.columnWidth)
        for percentile in LoadReport.percentiles {
            line += NumberText.right(percentile.name, TableText.columnWidth)
        }
        return line + NumberText.right("max", TableText.columnWidth)
    }

    private func timesLine(_ name: String, _ histogram: LatencyHistogram) -> String {
        var line = TableText.label(name)
        func add(_ text: String) { line += NumberText.right(text, TableText.columnWidth) }
        guard histogram.count > 0 else {
            add("-")
            return line
        }
        add(NumberText.milliseconds(histogram.mean))
        for value in histogram.percentiles(LoadReport.percentiles.map(\.percent)) {
            add(NumberText.milliseconds(Double(value)))
        }
        add(NumberText.milliseconds(Double(histogram.maximum)))
        return line
    }

    private var serverLines: [String] {
        guard let server = arm.server else { return [] }
        let share = Double(server.processorNanoseconds) / 1e9 / arm.seconds * 100
        var processor = NumberText.decimal(share, 1) + " % of a core"
        if let perEvent = arm.processorMicrosecondsPerEvent {
            processor += ", \(NumberText.decimal(perEvent, 2)) us per event"
        }
        if let perStream = arm.processorMicrosecondsPerStream {
            processor += ", \(NumberText.decimal(perStream, 1)) us per stream"
        }
        return [
            TableText.label("server processor") + processor,
            TableText.label("server memory")
                + NumberText.mebibytes(server.before.residentByteCount)
                + " before, \(NumberText.mebibytes(server.residentByteCountMax)) at most, "
                + "\(NumberText.mebibytes(server.after.residentByteCount)) after; "
                + "\(NumberText.decimal(Double(server.bytesPerStream) / 1024, 1)) KiB per stream",
            TableText.label("server descriptors") + "\(server.before.descriptorCount) before, "
                + "\(server.after.descriptorCount) after; \(server.after.threadCount) threads",
        ]
    }

    private var providerLines: [String] {
        guard let provider = arm.provider else { return [] }
        var lines = [
            TableText.label("provider") + "\(NumberText.grouped(provider.sentCount)) tokens sent, "
                + "\(NumberText.grouped(provider.lateCount)) of them late, "
                + "\(provider.openCount) answers left open"
        ]
        if provider.abortDelay.count > 0 {
            lines += [timesHead, timesLine("abort to provider", provider.abortDelay)]
        }
        return lines
    }
}
