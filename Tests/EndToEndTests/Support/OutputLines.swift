// What a process writes to one of its outputs, read on a thread of its own.

import Foundation
import Glibc

/// Collects lines, and lets a test wait for one.
final class OutputLines: @unchecked Sendable {
    // Unchecked is sound: all three are touched with the condition locked only.
    private let condition = NSCondition()
    private var complete: [String] = []
    private var rest: [UInt8] = []
    private var isAtEnd = false

    struct Unseen: Error, CustomStringConvertible {
        let description: String
    }

    init(reading handle: FileHandle) {
        let thread = Thread { [self] in
            while take(Self.read(handle)) {}
        }
        thread.start()
    }

    // `availableData` ends the process when a signal interrupts it, such as that of a child's end.
    private static func read(_ handle: FileHandle) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(handle.fileDescriptor, &buffer, buffer.count)
            if count >= 0 || errno != EINTR { return Array(buffer[..<max(0, count)]) }
        }
    }

    private func take(_ piece: [UInt8]) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        rest += piece
        isAtEnd = piece.isEmpty
        var lines = rest.split(separator: 10, omittingEmptySubsequences: false)
        rest = Array(lines.removeLast())
        complete += lines.map { String(decoding: $0, as: UTF8.self) }
        condition.broadcast()
        return !isAtEnd
    }

    /// The complete lines so far.
    var lines: [String] {
        condition.lock()
        defer { condition.unlock() }
        return complete
    }

    /// The complete lines so far, as one text.
    var text: String { lines.map { $0 + "\n" }.joined() }

    /// The first line for which a condition holds, as soon as it is there.
    func line(
        within limit: Duration = .seconds(60),
        where isWanted: (String) -> Bool
    ) throws -> String {
        let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
        condition.lock()
        defer { condition.unlock() }
        var seen = 0
        while true {
            while seen < complete.count {
                if isWanted(complete[seen]) { return complete[seen] }
                seen += 1
            }
            guard !isAtEnd, condition.wait(until: deadline) else {
                let text = complete.joined(separator: "\n")
                throw Unseen(
                    description: "no such line\(isAtEnd ? " up to the end" : "") in:\n\(text)"
                )
            }
        }
    }

    /// Waits for the end of the output.
    func waitForEnd(within limit: Duration = .seconds(60)) throws {
        let deadline = Date(timeIntervalSinceNow: limit / .seconds(1))
        condition.lock()
        defer { condition.unlock() }
        while !isAtEnd {
            guard condition.wait(until: deadline) else {
                throw Unseen(description: "the output has not ended")
            }
        }
    }
}
