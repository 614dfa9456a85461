// The report as spreadsheets and statistics programs read it.

extension LoadReport {
    /// Lines `arm,round,metric,statistic,value,unit`; the round is empty for the whole session.
    ///
    /// RFC 4180.
    public var csv: String {
        var csv = CSVText()
        csv.row(["arm", "round", "metric", "statistic", "value", "unit"])
        for arm in arms {
            addCounts(arm, to: &csv)
            for (metric, histogram) in [
                ("ttft", arm.firstText), ("gap", arm.gap), ("tpot", arm.perToken),
                ("e2e", arm.total), ("lag", arm.lag),
            ] { add(histogram, metric, arm, to: &csv) }
            for round in arm.rounds { add(round, arm, to: &csv) }
        }
        for (arm, times) in added {
            for time in times {
                let metric = "added_\(time.time.rawValue)"
                let percent = "p\(NumberText.short(time.percent))"
                for (end, value) in [
                    ("", time.difference.median), ("_low", time.difference.low),
                    ("_high", time.difference.high),
                ] { csv.row([arm, "", metric, percent + end, Self.number(value / 1e6), "ms"]) }
            }
        }
        for knee in knees {
            guard let level = knee.knee else { continue }
            csv.row([knee.arm, "", "knee", "level", Self.number(level), knee.unit])
        }
        return csv.text
    }

    private func addCounts(_ arm: ArmReport, to csv: inout CSVText) {
        func add(_ metric: String, _ statistic: String, _ value: Double?, _ unit: String) {
            guard let value else { return }
            csv.row([arm.name, "", metric, statistic, Self.number(value), unit])
        }
        add("streams", "complete", Double(arm.completeCount), "streams")
        add("streams", "aborted", Double(arm.abortedCount), "streams")
        add("streams", "failed", Double(arm.failedCount), "streams")
        for failure in LoadFailure.allCases {
            add("failed", failure.rawValue, arm.failures[failure].map(Double.init), "streams")
        }
        add("tokens", "expected", Double(arm.expectedTokenCount), "tokens")
        add("tokens", "delivered", Double(arm.deliveredTokenCount), "tokens")
        add("throughput", "streams", Double(arm.completeCount) / arm.seconds, "1/s")
        add("throughput", "tokens", Double(arm.eventCount) / arm.seconds, "1/s")
        if !configuration.goodness.isEmpty {
            add("throughput", "good", Double(arm.goodCount) / arm.seconds, "1/s")
        }
        add("server_cpu", "per_event", arm.processorMicrosecondsPerEvent, "us")
        add("server_cpu", "per_stream", arm.processorMicrosecondsPerStream, "us")
        add("server_rss", "max", arm.server.map { Double($0.residentByteCountMax) }, "bytes")
        add("server_rss", "per_stream", arm.server.map { Double($0.bytesPerStream) }, "bytes")
    }

    private func add(
        _ histogram: LatencyHistogram,
        _ metric: String,
        _ arm: ArmReport,
        to csv: inout CSVText
    ) {
        guard histogram.count > 0 else { return }
        csv.row([arm.name, "", metric, "count", "\(histogram.count)", ""])
        func add(_ statistic: String, _ nanoseconds: Double) {
            csv.row([arm.name, "", metric, statistic, Self.number(nanoseconds / 1e6), "ms"])
        }
        add("mean", histogram.mean)
        add("deviation", histogram.standardDeviation)
        add("min", Double(histogram.minimum))
        for percentile in Self.percentiles {
            add(percentile.name, Double(histogram.percentile(percentile.percent)))
        }
        add("max", Double(histogram.maximum))
    }

    private func add(_ round: RoundFigures, _ arm: ArmReport, to csv: inout CSVText) {
        for time in ComparedTime.allCases {
            guard let percentiles = round.percentiles[time] else { continue }
            for (percent, value) in zip(RoundFigures.comparedPercentiles, percentiles) {
                csv.row([
                    arm.name, "\(round.round)", time.rawValue, "p\(NumberText.short(percent))",
                    Self.number(Double(value) / 1e6), "ms",
                ])
            }
        }
        for (statistic, value) in [
            ("per_event", round.processorMicrosecondsPerEvent),
            ("per_stream", round.processorMicrosecondsPerStream),
        ] {
            guard let value else { continue }
            csv.row([
                arm.name, "\(round.round)", "server_cpu", statistic, Self.number(value), "us",
            ])
        }
    }

    private static func number(_ value: Double) -> String { "\(value)" }
}

/// Rows of comma-separated values.
struct CSVText {
    private(set) var text = ""

    /// Adds a row; what needs it is put in quotation marks.
    ///
    /// RFC 4180 section 2.
    mutating func row(_ fields: [String]) {
        text += fields.map(Self.escaped).joined(separator: ",") + "\r\n"
    }

    static func escaped(_ field: String) -> String {
        // By bytes: CR LF is one character.
        guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
            return field
        }
        var escaped = "\""
        for character in field.unicodeScalars {
            if character == "\"" { escaped.unicodeScalars.append("\"") }
            escaped.unicodeScalars.append(character)
        }
        return escaped + "\""
    }
}
