// The machine in a few words.

/// Names what a figure depends on.
enum MachineText {
    /// Processor, cores, kernel: `Intel Xeon …, 2 cores, Linux 6.1.0`.
    static func describe() -> String {
        text(
            processors: ProcessFile.read("/proc/cpuinfo") ?? "",
            kernel: ProcessFile.read("/proc/sys/kernel/osrelease") ?? ""
        )
    }

    static func text(processors: String, kernel: String) -> String {
        var count = 0
        var model = "unknown processor"
        for line in processors.split(separator: "\n") {
            if line.hasPrefix("processor") { count += 1 }
            if line.hasPrefix("model name"), let colon = line.firstIndex(of: ":") {
                model = String(line[line.index(after: colon)...].drop { $0 == " " })
            }
        }
        let release = kernel.prefix { $0 != "\n" }
        return "\(model), \(count) \(count == 1 ? "core" : "cores"), Linux \(release)"
    }
}
