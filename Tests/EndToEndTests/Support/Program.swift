// A run of the program: its arguments, its environment, its outputs and its end.

import Foundation
import Glibc

/// One process of `mamba`, which does not outlive its holder.
final class Program {
    let output: OutputLines
    let error: OutputLines
    let directory: TemporaryDirectory

    private let process = Process()
    private let hasEnded = NSCondition()

    struct StillRunning: Error {}

    /// What becomes of the standard output.
    enum Output: CaseIterable {
        /// A pipe that is read.
        case read
        /// A pipe whose reading end is closed at once.
        case unread
        /// A file on a disk that has no room.
        case full
        /// Nothing at all: the process starts without the descriptors of its input and its output.
        case closed
    }

    /// Starts the program in an empty directory, or one that is given, with nothing but this environment.
    init(
        _ arguments: [String],
        environment: [String: String] = [:],
        in directory: TemporaryDirectory? = nil,
        output kind: Output = .read
    ) throws {
        self.directory = try directory ?? TemporaryDirectory()
        process.executableURL = try Binary.url()
        process.arguments = arguments
        if kind == .closed {
            process.arguments =
                ["-c", "exec \"$0\" \"$@\" <&- >&-", try Binary.url().path()] + arguments
            process.executableURL = URL(filePath: "/bin/sh")
        }
        process.environment = environment
        process.currentDirectoryURL = self.directory.url
        let outputPipe = Pipe()
        let errorPipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput =
            kind == .full ? FileHandle(forWritingAtPath: "/dev/full") : outputPipe
        process.standardError = errorPipe
        let hasEnded = hasEnded
        process.terminationHandler = { _ in
            hasEnded.lock()
            hasEnded.broadcast()
            hasEnded.unlock()
        }
        try Self.run(process)
        if kind == .unread { try outputPipe.fileHandleForReading.close() }
        output = OutputLines(
            reading: kind == .read ? outputPipe.fileHandleForReading : FileHandle.nullDevice
        )
        error = OutputLines(reading: errorPipe.fileHandleForReading)
    }

    // A child inherits the mask of the thread that starts it, and those of Dispatch block most signals.
    private static func run(_ process: Process) throws {
        var none = sigset_t(), old = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &old)
        defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// Sends a signal.
    func signal(_ number: Int32) {
        kill(identifier, number)
    }

    /// Waits for the end and returns the exit status; a death by signal counts as 128 and its number.
    func exitStatus(within limit: Duration = .seconds(60)) throws -> Int32 {
        let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
        hasEnded.lock()
        while process.isRunning {
            // The handler may have run before the lock was taken, hence the short steps.
            let step = min(deadline, Date(timeIntervalSinceNow: 0.05))
            _ = hasEnded.wait(until: step)
            if deadline <= Date() {
                hasEnded.unlock()
                throw StillRunning()
            }
        }
        hasEnded.unlock()
        try output.waitForEnd()
        try error.waitForEnd()
        let signal = process.terminationReason == .uncaughtSignal ? 128 as Int32 : 0
        return signal + process.terminationStatus
    }

    /// Runs the program to its end.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        in directory: TemporaryDirectory? = nil
    ) throws -> (status: Int32, output: String, error: String) {
        let program = try Program(arguments, environment: environment, in: directory)
        let status = try program.exitStatus(within: .seconds(60))
        return (status, program.output.text, program.error.text)
    }
}
