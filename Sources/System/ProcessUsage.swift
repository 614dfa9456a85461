// What this process takes of the system.

private import Glibc

/// The resources that the process has used or holds, read when it is made.
public struct ProcessUsage: Sendable {
    /// Processor time in user and kernel mode, in seconds.
    public let cpuSeconds: Double
    /// Memory that is resident, in bytes; 0 if the system does not tell.
    public let residentBytes: Int
    /// Open descriptors; -1 if the system does not tell.
    public let openDescriptorCount: Int
    /// The bound on open descriptors.
    public let descriptorsMax: Int

    /// Asks the system; costs a walk over the open descriptors.
    ///
    /// getrusage(2), getrlimit(2), proc(5).
    public init() {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        cpuSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
        residentBytes = Self.residentPageCount() * sysconf(Int32(_SC_PAGESIZE))
        openDescriptorCount = Self.countDescriptors()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        descriptorsMax = Int(clamping: limit.rlim_cur)
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    // The second number of the line.
    private static func residentPageCount() -> Int {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var line = [UInt8](repeating: 0, count: 128)
        let count = read(descriptor, &line, line.count)
        guard count > 0 else { return 0 }
        let numbers = line[..<count].split(separator: UInt8(ascii: " "))
        guard numbers.count > 1 else { return 0 }
        return Int(String(decoding: numbers[1], as: UTF8.self)) ?? 0
    }

    private static func countDescriptors() -> Int {
        guard let directory = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(directory) }
        // The two entries that every directory has, and the descriptor of this walk.
        var count = -3
        while readdir(directory) != nil { count += 1 }
        return count
    }
}
