// The report as programs read it.

internal import Bytes
internal import JSON
internal import Timing

extension LoadReport {
    /// One JSON object; times in milliseconds, memory in bytes.
    public var json: String {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("clean")
        json.bool(isClean)
        json.key("good")
        json.bool(isGood)
        json.key("machine")
        json.string(machine)
        writeLoad(to: &json)
        json.key("rounds")
        json.int(roundCount)
        json.key("duration_ms")
        json.double(arms.reduce(0) { $0 + $1.duration.inMilliseconds })
        json.key("open_streams_max")
        json.int(arms.map(\.openCountMax).max() ?? 0)
        json.key("generator_core_share")
        json.double(arms.map(\.generatorShare).max() ?? 0)
        json.key("arms")
        json.beginArray()
        for arm in arms { ArmJSON(arm).write(to: &json) }
        json.endArray()
        writeAdded(to: &json)
        writeKnees(to: &json)
        writeVerdicts(to: &json)
        // What readers of a single arm look for.
        let arm = arms.first { !$0.isDirect } ?? arms.first
        ArmJSON.write(arm?.server, arm, to: &json)
        ArmJSON.write(arm?.provider, to: &json)
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
        if let rate = configuration.rate {
            json.key("rate")
            json.double(rate)
            json.key("arrivals")
            json.string(configuration.arrivals.rawValue)
        }
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
        json.key("prompt_bytes")
        json.int(configuration.promptByteCount)
        json.key("history_messages")
        json.int(configuration.historyMessageCount)
        json.key("history_bytes")
        json.int(configuration.historyByteCount)
        json.key("directive")
        json.string(configuration.directive)
        json.key("new_connections")
        json.bool(configuration.usesNewConnections)
        json.key("seed")
        json.int(Int(truncatingIfNeeded: configuration.seed))
        json.endObject()
    }

    private func writeAdded(to json: inout JSONWriter) {
        json.key("added")
        json.beginArray()
        for (arm, times) in added {
            for time in times {
                json.beginObject()
                json.key("arm")
                json.string(arm)
                json.key("metric")
                json.string(time.time.rawValue)
                json.key("percentile")
                json.double(time.percent)
                json.key("median_ms")
                json.double(time.difference.median / 1e6)
                json.key("low_ms")
                json.double(time.difference.low / 1e6)
                json.key("high_ms")
                json.double(time.difference.high / 1e6)
                json.key("confidence")
                json.double(time.difference.confidence)
                json.key("rounds")
                json.int(time.difference.count)
                json.endObject()
            }
        }
        json.endArray()
    }

    private func writeKnees(to json: inout JSONWriter) {
        json.key("knees")
        json.beginArray()
        for knee in knees {
            json.beginObject()
            json.key("arm")
            json.string(knee.arm)
            json.key("unit")
            json.string(knee.unit)
            json.key("knee")
            if let level = knee.knee { json.double(level) } else { json.null() }
            json.key("open_ended")
            json.bool(knee.isOpenEnded)
            json.key("steps")
            json.beginArray()
            for step in knee.steps { write(step, to: &json) }
            json.endArray()
            json.endObject()
        }
        json.endArray()
    }

    private func write(_ step: KneeReport.Step, to json: inout JSONWriter) {
        json.beginObject()
        json.key("level")
        json.double(step.level)
        json.key("passed")
        json.bool(step.fault == nil)
        json.key("fault")
        if let fault = step.fault { json.string(fault) } else { json.null() }
        json.key("streams_per_s")
        json.double(step.streamRate)
        json.key("tokens_per_s")
        json.double(step.eventRate)
        json.key("first_token_p99_ms")
        json.double(Double(step.firstText99) / 1e6)
        json.key("gap_p99_ms")
        json.double(Double(step.gap99) / 1e6)
        json.key("server_core_share")
        if let share = step.processorShare { json.double(share) } else { json.null() }
        json.endObject()
    }

    private func writeVerdicts(to json: inout JSONWriter) {
        json.key("objectives")
        json.beginArray()
        for verdict in verdicts {
            json.beginObject()
            json.key("arm")
            json.string(verdict.arm)
            json.key("objective")
            json.string(verdict.objective.text)
            json.key("kept")
            json.bool(verdict.isKept)
            json.key("value")
            json.string(verdict.valueText)
            json.endObject()
        }
        json.endArray()
    }
}
