// The report's forms: what stands in text of the load must not become markup or columns.

import JSON
import Testing

@testable import LoadGenerator

@Suite struct LoadReportTests {
    private static let hostile = "<script>alert('1')</script>,\"a\"\r\nb & c"

    private func report(name: String = "through") throws -> LoadReport {
        var arm = ArmReport(
            try Arm(name: name, url: "http://127.0.0.1:9", wireProtocol: .ui)
        )
        for value in 1...200 {
            arm.firstText.record(.milliseconds(value))
            arm.gap.record(.milliseconds(value % 20 + 10))
        }
        arm.completeCount = 200
        arm.expectedTokenCount = 1000
        arm.deliveredTokenCount = 1000
        arm.eventCount = 1000
        arm.duration = .seconds(2)
        arm.rounds = (0..<6).map { RoundFigures(arm, round: $0, startedAfter: .seconds($0)) }
        var direct = arm
        direct = ArmReport(try Arm("direct=http://127.0.0.1:8/v1"))
        for value in 1...200 { direct.firstText.record(.milliseconds(value / 2)) }
        direct.completeCount = 200
        direct.rounds = (0..<6).map { RoundFigures(direct, round: $0, startedAfter: .zero) }
        var report = LoadReport(LoadConfiguration())
        report.arms = [direct, arm]
        report.added = [(arm: name, times: AddedTime.all(of: arm, over: direct))]
        report.roundCount = 6
        return report
    }

    @Test func `names do not become markup`() throws {
        var report = try report(name: Self.hostile)
        report.warn(Self.hostile)
        report.arms[1].countFailure(.error, detail: Self.hostile)
        let page = report.html(command: ["/usr/bin/mamba", "bench", Self.hostile])
        #expect(!page.contains("<script"))
        #expect(!page.contains("alert('"))
        #expect(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"))
        #expect(!page.contains("/usr/bin"))
        // Nothing is fetched from anywhere.
        #expect(!page.contains("src="))
        #expect(!page.contains("href="))
        #expect(!page.contains("@import"))
        for name in [
            "html", "head", "body", "main", "figure", "svg", "table", "section", "ul", "p",
        ] {
            let opened = page.matches(of: try Regex("<\(name)[ >]")).count
            #expect(opened == page.matches(of: try Regex("</\(name)>")).count, "\(name)")
        }
        #expect(page.contains("prefers-color-scheme: dark"))
    }

    @Test func `a page has a chart for what was measured`() throws {
        let page = try report().html()
        for title in ["Added latency", "Time to first token", "Gap between tokens"] {
            #expect(page.contains("<h3>\(title)</h3>"))
        }
        #expect(!page.contains("nan"))
        #expect(!page.contains("inf\""))
    }

    @Test func `an empty report is a page, a table, JSON and CSV too`() throws {
        let report = LoadReport(LoadConfiguration())
        #expect(report.html().contains("</html>"))
        #expect(report.table.contains("result"))
        #expect(try JSONValue(parsing: report.json.utf8.span)["arms"] == .array([]))
        #expect(report.csv == "arm,round,metric,statistic,value,unit\r\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
        ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), (" a ", " a "), ("ü", "ü"),
    ])
    func `a field of CSV is quoted if it must be`(field: String, expected: String) {
        #expect(CSVText.escaped(field).utf8.elementsEqual(expected.utf8))
    }

    @Test func `each row of CSV has six fields, whatever the arm is called`() throws {
        let csv = try report(name: Self.hostile).csv
        var fieldCount = 1
        var isQuoted = false
        var rows = 0
        for byte in csv.utf8 {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: fieldCount += 1
            case UInt8(ascii: "\n") where !isQuoted:
                #expect(fieldCount == 6)
                fieldCount = 1
                rows += 1
            default: break
            }
        }
        #expect(!isQuoted)
        #expect(rows > 50)
    }

    @Test func `what is added has its interval in all forms`() throws {
        let report = try report()
        let added = try #require(report.added.first?.times.first)
        #expect(abs(added.difference.median - 50_000_000) < 500_000)
        #expect(added.difference.count == 6)
        #expect(
            report.table.contains(
                "medians of 6 paired rounds in ms, 96.9 % order-statistic interval"
            )
        )
        let json = try JSONValue(parsing: report.json.utf8.span)
        #expect(json["added"]?[0]?["metric"]?.string == "ttft")
        #expect(abs((json["added"]?[0]?["median_ms"]?.number?.asDouble ?? 0) - 50) < 1)
        #expect(report.csv.contains("through,,added_ttft,p50_low,"))
    }

    @Test func `rounds that one arm lacks are not compared`() throws {
        var report = try report()
        report.arms[0].rounds.removeLast(4)
        let times = AddedTime.all(of: report.arms[1], over: report.arms[0])
        #expect(times.allSatisfy { $0.difference.count == 2 })
        report.arms[0].rounds = []
        #expect(AddedTime.all(of: report.arms[1], over: report.arms[0]).isEmpty)
    }

    @Test(arguments: [
        ("plain-1.2/x:y=z,%@+", "plain-1.2/x:y=z,%@+"), ("", "''"), ("a b", "'a b'"),
        ("it's", "'it'\\''s'"), ("<1", "'<1'"),
    ])
    func `words are shown as a shell takes them`(word: String, quoted: String) {
        #expect(LoadReport.quoted(word) == quoted)
    }
}
