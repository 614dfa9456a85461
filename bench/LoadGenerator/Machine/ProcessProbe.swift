// What a process costs: processor time, memory, descriptors, threads.

/// A look at a process on this machine.
public struct ProcessSample: Hashable, Sendable {
    /// The processor time that all its threads have used since they began, in nanoseconds.
    public var processorNanoseconds = 0
    /// The memory that is resident, in bytes.
    public var residentByteCount = 0
    /// The resident memory that belongs to the process alone, in bytes.
    public var privateByteCount = 0
    /// The open descriptors.
    public var descriptorCount = 0
    /// The threads.
    public var threadCount = 0
}

extension ProcessSample {
    fileprivate static func += (sum: inout ProcessSample, other: ProcessSample) {
        sum.processorNanoseconds += other.processorNanoseconds
        sum.residentByteCount += other.residentByteCount
        sum.privateByteCount += other.privateByteCount
        sum.descriptorCount += other.descriptorCount
        sum.threadCount += other.threadCount
    }
}

/// Reads `/proc` for the processes of one server.
struct ProcessProbe {
    private let folders: [String]

    init(processIDs: [Int]) {
        folders = processIDs.map { "/proc/\($0)" }
    }

    /// The process that runs this.
    static let own = ProcessProbe(folders: ["/proc/self"])

    private init(folders: [String]) {
        self.folders = folders
    }

    /// Looks at the processes and adds up what they cost; nil if none of them may be looked at.
    ///
    /// Processor time is that of the living threads to the nanosecond (`schedstat`), or that of the
    /// whole process to its clock tick of 10 ms where that is more, because threads have ended.
    /// - Parameter countsDescriptors: Costs milliseconds for a process with thousands of them.
    func sample(countsDescriptors: Bool) -> ProcessSample? {
        var sum: ProcessSample?
        for folder in folders {
            guard let sample = Self.sample(folder, countsDescriptors) else { continue }
            sum = sum ?? ProcessSample()
            sum? += sample
        }
        return sum
    }

    private static func sample(_ folder: String, _ countsDescriptors: Bool) -> ProcessSample? {
        guard let status = ProcessFile.read(folder + "/status") else { return nil }
        var sample = ProcessSample()
        for line in status.split(separator: "\n") {
            let fields = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
            guard fields.count > 1, let number = Int(fields[1]) else { continue }
            switch fields[0] {
            case "VmRSS": sample.residentByteCount = number * 1024
            case "RssAnon": sample.privateByteCount = number * 1024
            case "Threads": sample.threadCount = number
            default: break
            }
        }
        if countsDescriptors {
            sample.descriptorCount = ProcessFile.list(folder + "/fd")?.count ?? 0
        }
        sample.processorNanoseconds = max(scheduledNanoseconds(folder), tickNanoseconds(folder))
        return sample
    }

    private static func scheduledNanoseconds(_ folder: String) -> Int {
        var sum = 0
        for thread in ProcessFile.list(folder + "/task") ?? [] {
            sum += scheduledNanoseconds(in: folder + "/task/\(thread)/schedstat")
        }
        return sum
    }

    private static func scheduledNanoseconds(in path: String) -> Int {
        ProcessFile.read(path)?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    }

    /// The processor time that the calling thread has used, in nanoseconds.
    static func threadNanoseconds() -> Int {
        scheduledNanoseconds(in: "/proc/thread-self/schedstat")
    }

    private static func tickNanoseconds(_ folder: String) -> Int {
        guard let text = ProcessFile.read(folder + "/stat"),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        // Fields 14 and 15 of proc(5); those after the name in brackets begin with field 3.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
            return 0
        }
        return (user + system) * 10_000_000
    }

    /// How many descriptors each of the processes may have, the least of them; nil if the kernel does not tell.
    func descriptorLimit() -> Int? {
        folders.compactMap { folder in
            ProcessFile.read(folder + "/limits")?.split(separator: "\n")
                .first { $0.hasPrefix("Max open files") }?
                .split(separator: " ").dropFirst(3).first.flatMap { Int($0) }
        }
        .min()
    }
}
