// mamba bench: where the report goes.

internal import ArgumentParser
internal import LoadGenerator
internal import Log

/// The options of the report.
struct BenchOutput: ParsableArguments {
    @Flag(help: "Print the report as JSON.")
    var json = false

    @Option(
        help: ArgumentHelp("Write the figures as CSV; - is standard output.", valueName: "file")
    )
    var csv: String?

    @Option(
        help: ArgumentHelp("Write a self-contained HTML page with charts.", valueName: "file")
    )
    var html: String?

    @Flag(help: "Show no progress.")
    var quiet = false

    /// Writes the report in all forms that were asked for.
    func write(_ report: LoadReport) throws {
        if let csv { try write(report.csv, to: csv) }
        if let html { try write(report.html(command: CommandLine.arguments), to: html) }
        if json {
            Console.say(report.json)
        } else if csv != "-", html != "-" {
            Console.say(report.table)
        }
    }

    private func write(_ text: String, to path: String) throws {
        guard Terminal.write(text, toFile: path) else {
            Console.complain("error: cannot write '\(path)'")
            throw ExitCode.software
        }
    }
}
