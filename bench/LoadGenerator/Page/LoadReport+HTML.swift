// The report as a page that needs nothing else: no network, no script.

extension LoadReport {
    /// A whole page of HTML with its charts as inline SVG, for light and dark screens.
    ///
    /// - Parameter command: The words of the command line, to be shown.
    public func html(command: [String] = []) -> String {
        var page = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        page += "style-src 'unsafe-inline'\">\n"
        page +=
            "<title>Mamba load test</title>\n<style>\n\(PageStyle.css)</style>\n</head>\n<body><main>\n"
        page += head(command)
        for (arm, colour) in zip(arms, ReportCharts.colours(arms)) { page += card(arm, colour) }
        page += verdictTable
        page += HTMLText.element("h2", "Charts") + "\n<div class=\"charts\">\n"
        page += ReportCharts(self).html + "</div>\n"
        page += kneeTables
        page += timesTable
        page += failureTable
        page +=
            "<footer>Times count from when a stream should have begun, so that a stalled server does not make its "
        page +=
            "own figures better. Every byte of every stream was compared with what had to come.</footer>\n"
        return page + "</main></body>\n</html>\n"
    }

    private func head(_ command: [String]) -> String {
        var html = "<header><h1>Load test</h1>"
        var words = configuration.summary
        if roundCount > 1 { words += "; \(roundCount) rounds of each arm, by turns" }
        html += HTMLText.element("p", HTMLText.escaped(words))
        html += HTMLText.element("p", HTMLText.escaped(machine))
        html +=
            "<span class=\"verdict\(isGood ? "" : " no")\">\(HTMLText.escaped(sentence(result)))</span>"
        if !command.isEmpty {
            let name = command[0].split(separator: "/").last.map(String.init) ?? command[0]
            let line = ([name] + command.dropFirst().map(Self.quoted)).joined(separator: " ")
            html += HTMLText.element("code", HTMLText.escaped(line))
        }
        if !warnings.isEmpty {
            let items = warnings.map { HTMLText.element("li", HTMLText.escaped($0)) }
            html += HTMLText.element("ul", class: "notes", items.joined())
        }
        return html + "</header>\n"
    }

    /// A word as a shell takes it.
    static func quoted(_ word: String) -> String {
        let isPlain =
            !word.isEmpty
            && word.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_./:=,%@+".utf8.contains(byte)
                }
            }
        guard !isPlain else { return word }
        let parts = word.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.joined(separator: "'\\''") + "'"
    }

    private func sentence(_ text: String) -> String {
        guard let first = text.first else { return text }
        return first.uppercased() + text.dropFirst()
    }

    private func card(_ arm: ArmReport, _ colour: Int) -> String {
        func time(_ histogram: LatencyHistogram, _ percent: Double) -> (String, String) {
            guard histogram.count > 0 else { return ("–", "") }
            return (NumberText.milliseconds(Double(histogram.percentile(percent))), "ms")
        }
        var tiles: [(String, (String, String))] = [
            ("first token p50", time(arm.firstText, 50)),
            ("first token p99", time(arm.firstText, 99)),
            ("gap p50", time(arm.gap, 50)),
            ("gap p99", time(arm.gap, 99)),
            ("tokens a second", (NumberText.decimal(Double(arm.eventCount) / arm.seconds, 0), "")),
            (
                "tokens delivered",
                (
                    NumberText.grouped(arm.deliveredTokenCount),
                    "of \(NumberText.grouped(arm.expectedTokenCount))"
                )
            ),
            (
                "streams failed",
                (NumberText.grouped(arm.failedCount), "of \(NumberText.grouped(arm.endedCount))")
            ),
        ]
        if !configuration.goodness.isEmpty {
            let rate = NumberText.decimal(Double(arm.goodCount) / arm.seconds, 1)
            tiles.append(("good streams", (rate, "a second")))
        }
        if let server = arm.server, let perEvent = arm.processorMicrosecondsPerEvent {
            tiles.append(("CPU per token", (NumberText.decimal(perEvent, 2), "µs")))
            tiles.append(
                ("memory at most", (NumberText.mebibytes(server.residentByteCountMax), ""))
            )
            // A few streams' growth is noise.
            if server.openCountMax >= 100 {
                let perStream = NumberText.decimal(Double(server.bytesPerStream) / 1024, 1)
                tiles.append(("memory per stream", (perStream, "KiB")))
            }
        }
        let items = tiles.map { name, value in
            let unit = value.1.isEmpty ? "" : " <small>\(HTMLText.escaped(value.1))</small>"
            return
                "<div><dt>\(HTMLText.escaped(name))</dt><dd>\(HTMLText.escaped(value.0))\(unit)</dd></div>"
        }
        return
            "<section class=\"arm\"><h3><i class=\"dot c\(colour)\"></i>\(HTMLText.escaped(arm.name))</h3>"
            + HTMLText.element("p", HTMLText.escaped(arm.target))
            + "<dl class=\"tiles\">\(items.joined())</dl></section>\n"
    }

    private var verdictTable: String {
        guard !verdicts.isEmpty else { return "" }
        let rows = verdicts.map { verdict in
            "<tr><th scope=\"row\">\(HTMLText.escaped(verdict.objective.text))</th>"
                + "<td>\(HTMLText.escaped(verdict.arm))</td><td>\(HTMLText.escaped(verdict.valueText))</td>"
                + "<td class=\"\(verdict.isKept ? "yes\">kept" : "no\">missed")</td></tr>\n"
        }
        let head = HTMLText.row(["objective", "arm", "measured", "verdict"], isHead: true)
        return HTMLText.element("h2", "Objectives") + Self.table(head, rows.joined())
    }

    private static func table(_ head: String, _ body: String) -> String {
        "<div class=\"scroll\"><table><thead>\(head)</thead><tbody>\n\(body)</tbody></table></div>\n"
    }

    private var timesTable: String {
        let names = Self.percentiles.map(\.name)
        let head = HTMLText.row(["milliseconds", "mean", "min"] + names + ["max"], isHead: true)
        var body = ""
        for (title, path) in [
            ("Time to first token", \ArmReport.firstText), ("Gap between tokens", \.gap),
            ("Mean gap of a stream", \.perToken), ("Whole answer", \.total),
            ("Begun late by", \.lag),
        ] {
            body += "<tr class=\"group\"><th colspan=\"9\">\(title)</th></tr>\n"
            for arm in arms where arm[keyPath: path].count > 0 {
                let histogram = arm[keyPath: path]
                let values =
                    [histogram.mean, Double(histogram.minimum)]
                    + histogram.percentiles(Self.percentiles.map(\.percent)).map(Double.init)
                    + [Double(histogram.maximum)]
                body += HTMLText.row([arm.name] + values.map { NumberText.milliseconds($0) })
            }
        }
        return HTMLText.element("h2", "Times") + Self.table(head, body)
    }

    private var kneeTables: String {
        knees.map { knee in
            let head = HTMLText.row(
                [knee.unit, "streams/s", "tokens/s", "first token p99", "gap p99", "cores", ""],
                isHead: true
            )
            let rows = knee.steps.map { step in
                HTMLText.row([
                    NumberText.short(step.level), NumberText.decimal(step.streamRate, 1),
                    NumberText.decimal(step.eventRate, 0),
                    NumberText.milliseconds(Double(step.firstText99)) + " ms",
                    NumberText.milliseconds(Double(step.gap99)) + " ms",
                    step.processorShare.map { NumberText.decimal($0, 2) } ?? "–",
                    step.fault ?? "passed",
                ])
            }
            return HTMLText.element("h2", "Levels of \(HTMLText.escaped(knee.arm))")
                + Self.table(head, rows.joined())
        }
        .joined()
    }

    private var failureTable: String {
        var body = ""
        for arm in arms {
            for failure in LoadFailure.allCases {
                guard let count = arm.failures[failure] else { continue }
                body += HTMLText.row([failure.title, arm.name, NumberText.grouped(count)])
            }
            for example in arm.examples { body += HTMLText.row([example, arm.name, ""]) }
        }
        guard !body.isEmpty else { return "" }
        return HTMLText.element("h2", "What failed")
            + Self.table(HTMLText.row(["class", "arm", "streams"], isHead: true), body)
    }
}
