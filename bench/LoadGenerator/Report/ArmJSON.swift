// One arm of the report as programs read it.

internal import Bytes
internal import JSON
internal import Timing

/// Writes an arm as a JSON object.
struct ArmJSON {
    private let arm: ArmReport

    init(_ arm: ArmReport) {
        self.arm = arm
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(arm.name)
        json.key("target")
        json.string(arm.target)
        json.key("direct")
        json.bool(arm.isDirect)
        writeCounts(to: &json)
        write(arm.firstText, "first_token_ms", to: &json)
        write(arm.gap, "gap_ms", to: &json)
        write(arm.perToken, "per_token_ms", to: &json)
        write(arm.total, "total_ms", to: &json)
        write(arm.lag, "start_lag_ms", to: &json)
        Self.write(arm.server, arm, to: &json)
        Self.write(arm.provider, to: &json)
        json.key("rounds")
        json.beginArray()
        for round in arm.rounds { write(round, to: &json) }
        json.endArray()
        json.key("seconds")
        json.beginArray()
        for point in arm.timeline { write(point, to: &json) }
        json.endArray()
        json.endObject()
    }

    private func writeCounts(to json: inout JSONWriter) {
        json.key("complete")
        json.int(arm.completeCount)
        json.key("aborted")
        json.int(arm.abortedCount)
        json.key("failed")
        json.int(arm.failedCount)
        json.key("failures")
        json.beginObject()
        for failure in LoadFailure.allCases {
            guard let count = arm.failures[failure] else { continue }
            json.key(escaping: failure.rawValue)
            json.int(count)
        }
        json.endObject()
        json.key("examples")
        json.beginArray()
        for example in arm.examples { json.string(example) }
        json.endArray()
        json.key("good")
        json.int(arm.goodCount)
        json.key("expected_tokens")
        json.int(arm.expectedTokenCount)
        json.key("delivered_tokens")
        json.int(arm.deliveredTokenCount)
        json.key("events")
        json.int(arm.eventCount)
        json.key("received_bytes")
        json.int(arm.receivedByteCount)
        json.key("connections")
        json.int(arm.connectionCount)
        json.key("duration_ms")
        json.double(arm.duration.inMilliseconds)
        json.key("open_streams_max")
        json.int(arm.openCountMax)
        json.key("generator_core_share")
        json.double(arm.generatorShare)
    }

    private func write(
        _ histogram: LatencyHistogram,
        _ name: StaticString,
        to json: inout JSONWriter
    ) {
        Self.write(histogram, name, to: &json)
    }

    private static func write(
        _ histogram: LatencyHistogram,
        _ name: StaticString,
        to json: inout JSONWriter
    ) {
        json.key(name)
        json.beginObject()
        json.key("count")
        json.int(histogram.count)
        json.key("mean")
        json.double(histogram.mean / 1e6)
        json.key("deviation")
        json.double(histogram.standardDeviation / 1e6)
        json.key("min")
        json.double(Double(histogram.minimum) / 1e6)
        for percentile in LoadReport.percentiles {
            json.key(escaping: percentile.name)
            json.double(Double(histogram.percentile(percentile.percent)) / 1e6)
        }
        json.key("max")
        json.double(Double(histogram.maximum) / 1e6)
        json.endObject()
    }

    private func write(_ round: RoundFigures, to json: inout JSONWriter) {
        json.beginObject()
        json.key("round")
        json.int(round.round)
        json.key("started_ms")
        json.double(round.startedAfter.inMilliseconds)
        json.key("duration_ms")
        json.double(round.duration.inMilliseconds)
        json.key("streams")
        json.int(round.streamCount)
        json.key("failed")
        json.int(round.failedCount)
        json.key("events")
        json.int(round.eventCount)
        Self.write("cpu_us_per_event", round.processorMicrosecondsPerEvent, to: &json)
        Self.write("cpu_us_per_stream", round.processorMicrosecondsPerStream, to: &json)
        Self.write("bytes_per_stream", round.bytesPerStream.map(Double.init), to: &json)
        for time in ComparedTime.allCases {
            guard let percentiles = round.percentiles[time] else { continue }
            json.key(escaping: time.rawValue + "_ms")
            json.beginObject()
            for (percent, value) in zip(RoundFigures.comparedPercentiles, percentiles) {
                json.key(escaping: "p\(NumberText.short(percent))")
                json.double(Double(value) / 1e6)
            }
            json.endObject()
        }
        json.endObject()
    }

    private func write(_ point: TimelinePoint, to json: inout JSONWriter) {
        json.beginObject()
        json.key("at_ms")
        json.double(point.at.inMilliseconds)
        json.key("length_ms")
        json.double(point.length.inMilliseconds)
        json.key("events")
        json.int(point.eventCount)
        json.key("open")
        json.int(point.openCount)
        json.key("failed")
        json.int(point.failedCount)
        json.endObject()
    }

    private static func write(
        _ name: StaticString,
        _ value: Double?,
        to json: inout JSONWriter
    ) {
        json.key(name)
        if let value { json.double(value) } else { json.null() }
    }

    static func write(_ server: ServerCost?, _ arm: ArmReport?, to json: inout JSONWriter) {
        json.key("server")
        guard let server else { return json.null() }
        json.beginObject()
        json.key("cpu_ms")
        json.double(Double(server.processorNanoseconds) / 1e6)
        write("cpu_us_per_event", arm?.processorMicrosecondsPerEvent, to: &json)
        write("cpu_us_per_stream", arm?.processorMicrosecondsPerStream, to: &json)
        json.key("rss_max")
        json.int(server.residentByteCountMax)
        json.key("streams_open_max")
        json.int(server.openCountMax)
        json.key("bytes_per_stream")
        json.int(server.bytesPerStream)
        write(server.before, "before", to: &json)
        write(server.after, "after", to: &json)
        json.endObject()
    }

    private static func write(
        _ sample: ProcessSample,
        _ name: StaticString,
        to json: inout JSONWriter
    ) {
        json.key(name)
        json.beginObject()
        json.key("rss")
        json.int(sample.residentByteCount)
        json.key("rss_private")
        json.int(sample.privateByteCount)
        json.key("descriptors")
        json.int(sample.descriptorCount)
        json.key("threads")
        json.int(sample.threadCount)
        json.endObject()
    }

    static func write(_ provider: ProviderView?, to json: inout JSONWriter) {
        json.key("provider")
        guard let provider else { return json.null() }
        json.beginObject()
        json.key("sent")
        json.int(provider.sentCount)
        json.key("late")
        json.int(provider.lateCount)
        json.key("left_open")
        json.int(provider.openCount)
        json.key("core_share")
        json.double(provider.coreShare)
        write(provider.abortDelay, "abort_ms", to: &json)
        json.endObject()
    }
}
