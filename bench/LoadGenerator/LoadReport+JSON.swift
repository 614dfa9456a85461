// The report as programs read it.

internal import Bytes
internal import JSON
internal import Reactor

extension LoadReport {
    /// One JSON object; times in milliseconds, memory in bytes.
    public var json: String {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("clean")
        json.bool(isClean)
        writeLoad(to: &json)
        json.key("duration_ms")
        json.double(duration.inMilliseconds)
        json.key("open_streams_max")
        json.int(openCountMax)
        json.key("generator_core_share")
        json.double(generatorShare)
        json.key("arms")
        json.beginArray()
        for arm in arms { write(arm, to: &json) }
        json.endArray()
        writeServer(to: &json)
        writeProvider(to: &json)
        json.key("warnings")
        json.beginArray()
        for warning in warnings { json.string(warning) }
        json.endArray()
        json.endObject()
        let text = json.finish()
        return String(text.bytes)
    }

    private func writeLoad(to json: inout JSONWriter) {
        json.key("load")
        json.beginObject()
        json.key("concurrency")
        json.int(configuration.concurrency)
        switch configuration.goal {
        case .streams(let count):
            json.key("streams")
            json.int(count)
        case .duration(let duration):
            json.key("for_ms")
            json.double(duration.inMilliseconds)
        }
        json.key("ramp_ms")
        json.double(configuration.ramp.inMilliseconds)
        json.key("warm_up_ms")
        json.double(configuration.warmUp.inMilliseconds)
        json.key("tokens")
        json.int(configuration.tokenCount)
        json.key("token_bytes")
        json.int(configuration.tokenByteCount)
        json.key("interval_ms")
        json.double(configuration.interval.inMilliseconds)
        json.key("directive")
        json.string(configuration.directive)
        json.key("new_connections")
        json.bool(configuration.usesNewConnections)
        json.key("seed")
        json.int(Int(truncatingIfNeeded: configuration.seed))
        json.endObject()
    }

    private func write(_ arm: ArmReport, to json: inout JSONWriter) {
        json.beginObject()
        json.key("name")
        json.string(arm.name)
        json.key("target")
        json.string(arm.target)
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
        json.key("events")
        json.int(arm.eventCount)
        json.key("received_bytes")
        json.int(arm.receivedByteCount)
        write(arm.firstText, "first_token_ms", to: &json)
        write(arm.gap, "gap_ms", to: &json)
        write(arm.total, "total_ms", to: &json)
        json.endObject()
    }

    private func write(_ histogram: Histogram, _ name: StaticString, to json: inout JSONWriter) {
        func write(_ nanoseconds: Double, to json: inout JSONWriter) {
            json.double(nanoseconds / 1e6)
        }
        json.key(name)
        json.beginObject()
        json.key("count")
        json.int(histogram.count)
        json.key("mean")
        write(histogram.mean, to: &json)
        json.key("deviation")
        write(histogram.standardDeviation, to: &json)
        json.key("min")
        write(Double(histogram.minimum), to: &json)
        for percentile in Self.percentiles {
            json.key(escaping: percentile.name)
            write(Double(histogram.percentile(percentile.percent)), to: &json)
        }
        json.key("max")
        write(Double(histogram.maximum), to: &json)
        json.endObject()
    }

    private func writeServer(to json: inout JSONWriter) {
        json.key("server")
        guard let server else { return json.null() }
        json.beginObject()
        json.key("cpu_ms")
        json.double(Double(server.processorNanoseconds) / 1e6)
        json.key("cpu_us_per_event")
        if let perEvent = processorMicrosecondsPerEvent {
            json.double(perEvent)
        } else {
            json.null()
        }
        json.key("rss_max")
        json.int(server.residentByteCountMax)
        json.key("streams_at_rss_max")
        json.int(server.openAtMax)
        json.key("bytes_per_stream")
        json.int(server.bytesPerStream)
        write(server.before, "before", to: &json)
        write(server.after, "after", to: &json)
        json.endObject()
    }

    private func write(_ sample: ProcessSample, _ name: StaticString, to json: inout JSONWriter) {
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

    private func writeProvider(to json: inout JSONWriter) {
        json.key("provider")
        guard let provider else { return json.null() }
        json.beginObject()
        json.key("sent")
        json.int(provider.sentCount)
        json.key("late")
        json.int(provider.lateCount)
        json.key("left_open")
        json.int(provider.openCount)
        write(provider.abortDelay, "abort_ms", to: &json)
        json.endObject()
    }
}
