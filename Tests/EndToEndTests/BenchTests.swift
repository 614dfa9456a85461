// `mamba bench` as a program: arms, objectives, files; and the script that compares.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct BenchTests {
        private func bench(
            _ mock: MockServer,
            _ server: ChatServer,
            _ options: String...
        ) throws -> (status: Int32, output: String, error: String) {
            let result = try Program.run(
                [
                    "bench", "--url", server.url, "--direct", mock.baseURL, "-c", "4", "-n", "8",
                    "--tokens", "5", "--interval", "2ms", "--rounds", "2",
                ] + options
            )
            return (result.status, result.output, result.error)
        }

        @Test func `a server is compared with its provider, in all forms of the report`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            let folder = try TemporaryDirectory()
            let page = folder.url.appending(path: "report.html")
            let csv = folder.url.appending(path: "report.csv")
            let result = try bench(
                mock,
                server,
                "--json",
                "--html",
                page.path(),
                "--csv",
                csv.path(),
                "--slo",
                "added_ttft_p50<10s,errors<=0"
            )
            #expect(result.status == 0, "\(result.output)\(result.error)")
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            )
            let arms = try #require(report["arms"] as? [[String: Any]])
            #expect(arms.compactMap { $0["name"] as? String } == ["direct", "through"])
            for arm in arms {
                #expect(arm["complete"] as? Int == 16)
                #expect(arm["delivered_tokens"] as? Int == 80)
                // The processes were found by their ports.
                #expect(arm["server"] is [String: Any])
            }
            #expect((report["added"] as? [Any])?.count == 9)
            // Progress is for terminals only.
            #expect(result.error == "")
            #expect(try String(contentsOf: page, encoding: .utf8).hasSuffix("</html>\n"))
            #expect(try String(contentsOf: csv, encoding: .utf8).contains("through,1,ttft,p50,"))
        }

        @Test func `an objective that is missed sets the exit status`() throws {
            let mock = try MockServer()
            let server = try ChatServer(mock, settings: ["LOGGING__LEVEL": "WARNING"])
            let result = try bench(mock, server, "--slo", "ttft_p50<1us")
            #expect(result.status == 1)
            #expect(result.output.contains("FAILED: 1 of 1 objectives missed"))
        }

        @Test(arguments: [
            ["--slo", "ttft<1"], ["--goodput", "x:1ms"], ["--through", "nothing"], ["--rate", "0"],
            ["--abort-after", "soon"], ["--abort-share", "2"], ["--history-bytes", "5"],
            ["--through", "through=http://127.0.0.1:1"], ["--mock", "nowhere"], ["-c", "0"],
        ])
        func `words that mean nothing are refused before anything is sent`(words: [String]) throws {
            let result = try Program.run(["bench", "--url", "http://127.0.0.1:9"] + words)
            #expect(result.status == 64)
            #expect(result.error.contains("Error: "))
        }

        // Counts are left out where their tools are not there.
        @Test(arguments: [
            ["short", "flood", "first"], ["start", "growth"],
            ["tls-idle", "process", "counts", "original"],
        ])
        func `the comparison runs with Mamba alone`(allWorkloads: [String]) throws {
            // valgrind cannot run what is built for a sanitizer.
            let workloads = allWorkloads.filter { $0 != "counts" || !Sanitizer.isOn }
            let folder = try TemporaryDirectory()
            let document = folder.url.appending(path: "figures.md")
            try workloads.map { "<!-- \($0): begin --><!-- \($0): end -->\n" }.joined()
                .write(to: document, atomically: true, encoding: .utf8)
            let script = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../bench/compare").standardizedFileURL
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/python3")
            process.arguments = [
                script.path(), "--quick", "--peers", "", "--no-install", "--workloads",
                workloads.joined(separator: ","), "--rounds", "1", "--markdown", document.path(),
                "--program", try Binary.url().path(),
            ]
            let output = Pipe()
            process.standardOutput = output
            process.standardError = output
            try process.run()
            let text = String(
                decoding: try output.fileHandleForReading.readToEnd() ?? Data(),
                as: UTF8.self
            )
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(text)")
            let figures = try String(contentsOf: document, encoding: .utf8)
            for name in workloads where !text.contains("\(name): left out") {
                #expect(text.contains("\(name): a small form of"))
                #expect(figures.contains("**\(name)**: "))
            }
            #expect(figures.contains(/\| mamba \| \d/))
            // The original takes part where it is told to be.
            #expect(text.contains("original: left out") == workloads.contains("original"))
        }
    }
}
