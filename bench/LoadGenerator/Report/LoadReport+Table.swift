// The report as people read it at a terminal.

extension LoadReport {
    /// Percentiles that all forms of the report show.
    static let percentiles: [(name: String, percent: Double)] = [
        ("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99), ("p99.9", 99.9),
    ]

    /// Lines of about 100 columns, the last one ended.
    public var table: String {
        var lines = [configuration.summary]
        if roundCount > 1 { lines[0] += "; \(roundCount) rounds of each arm, by turns" }
        lines.append("")
        for knee in knees { lines += kneeLines(knee) + [""] }
        for arm in arms { lines += ArmTable(arm, configuration).lines + [""] }
        for (arm, times) in added where !times.isEmpty { lines += addedLines(arm, times) + [""] }
        let share = arms.map(\.generatorShare).max() ?? 0
        lines.append(
            TableText.label("generator") + NumberText.decimal(share * 100, 0) + " % of a core"
        )
        for verdict in verdicts {
            let word = verdict.isKept ? "kept" : "MISSED"
            let name = verdicts.count > 1 && arms.count > 1 ? " (\(verdict.arm))" : ""
            lines.append(
                TableText.label("objective") + "\(verdict.objective.text)\(name): \(word), "
                    + verdict.valueText
            )
        }
        for warning in warnings { lines.append(TableText.label("warning") + warning) }
        lines.append(TableText.label("result") + result)
        return lines.joined(separator: "\n") + "\n"
    }

    private func addedLines(_ arm: String, _ times: [AddedTime]) -> [String] {
        var lines: [String] = []
        var head = TableText.label("added by \(arm)")
        for percent in RoundFigures.comparedPercentiles {
            head += NumberText.left("p\(NumberText.short(percent)) [interval]", 26)
        }
        lines.append(head)
        for time in ComparedTime.allCases {
            let cells = times.filter { $0.time == time }.map { added in
                let words = [added.difference.median, added.difference.low, added.difference.high]
                    .map { NumberText.milliseconds($0) }
                return NumberText.left("\(words[0]) [\(words[1]), \(words[2])]", 26)
            }
            guard !cells.isEmpty else { continue }
            lines.append(TableText.label(time.title) + cells.joined())
        }
        if let difference = times.first?.difference {
            lines.append(
                TableText.label("") + "medians of \(difference.count) paired rounds in ms, "
                    + "\(NumberText.decimal(difference.confidence * 100, 1)) % order-statistic interval"
            )
        }
        return lines
    }

    private func kneeLines(_ knee: KneeReport) -> [String] {
        var lines = [
            TableText.label("knee of \(knee.arm)") + kneeText(knee),
            TableText.label(knee.unit)
                + ["streams/s", "tokens/s", "first p99", "gap p99", "cores"].map {
                    NumberText.right($0, TableText.columnWidth)
                }
                .joined(),
        ]
        for step in knee.steps {
            let cells = [
                NumberText.decimal(step.streamRate, 1), NumberText.decimal(step.eventRate, 0),
                NumberText.milliseconds(Double(step.firstText99)),
                NumberText.milliseconds(Double(step.gap99)),
                step.processorShare.map { NumberText.decimal($0, 2) } ?? "-",
            ]
            let line = cells.map { NumberText.right($0, TableText.columnWidth) }.joined()
            let word = step.fault ?? "passed"
            lines.append(TableText.label(NumberText.short(step.level)) + line + "  " + word)
        }
        return lines
    }

    /// The knee in a few words.
    func kneeText(_ knee: KneeReport) -> String {
        guard let level = knee.knee else { return "none: the first level failed" }
        let text = "\(NumberText.short(level)) \(knee.unit)"
        return knee.isOpenEnded ? "above \(text), the highest level allowed" : text
    }

    /// The outcome in one sentence.
    var result: String {
        guard !isGood else {
            if !isClean { return "all objectives kept" }
            return arms.contains { $0.abortedCount > 0 }
                ? "nothing was lost or wrong as far as the clients stayed"
                : "every token of every stream arrived, in its order"
        }
        let missed = verdicts.filter { !$0.isKept }.count
        let failedCount = arms.reduce(0) { $0 + $1.failedCount }
        if missed > 0 { return "FAILED: \(missed) of \(verdicts.count) objectives missed" }
        if knees.contains(where: { $0.knee == nil }) {
            return "FAILED: the first level did not pass"
        }
        if failedCount > 0 { return "FAILED: \(NumberText.grouped(failedCount)) streams failed" }
        let openCount = arms.reduce(0) { $0 + ($1.provider?.openCount ?? 0) }
        if openCount > 0 { return "FAILED: \(openCount) answers were left open at the provider" }
        return "FAILED: no stream was finished"
    }
}

/// The columns of the table.
enum TableText {
    static let labelWidth = 22
    static let columnWidth = 10

    static func label(_ text: String) -> String { NumberText.left(text, labelWidth) }
}
