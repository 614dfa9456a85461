// Lines are filtered, collected, bounded, and counted when they are lost.

import Bytes
import Foundation
import Testing

@testable import Log

@Suite struct LogBufferTests {
    private let channel = Channel()

    private func buffer(_ level: LogLevel = .info, bytesMax: Int = 65_536) -> LogBuffer {
        LogBuffer(
            sink: LogSink(descriptor: channel.writer),
            level: level,
            format: .text,
            bytesMax: bytesMax
        )
    }

    // In text format a line of this logger is 45 bytes and what its fields have.
    private func write(_ text: String, to log: LogBuffer) {
        log.write(.info, "m", logger: "l", at: 0) { $0.add("t", text) }
    }

    @Test(arguments: LogLevel.allCases)
    func `lines below the level are not even formatted`(level: LogLevel) {
        let log = buffer(level)
        var written: [LogLevel] = []
        for other in LogLevel.allCases {
            log.write(other, "m", logger: "l", at: 0) { _ in written.append(other) }
            #expect(log.writes(other) == (other >= level))
        }
        #expect(written == LogLevel.allCases.filter { $0 >= level })
    }

    @Test func `the level can change while lines wait`() {
        let log = buffer(.error)
        log.level = .debug
        log.write(.debug, "m", logger: "l", at: 0)
        #expect(!log.isEmpty)
    }

    @Test func `lines wait for the end of the turn and leave in order`() {
        let log = buffer()
        write("a", to: log)
        write("b", to: log)
        #expect(!log.isEmpty)
        #expect(log.flush(at: 0))
        #expect(log.isEmpty)
        #expect(
            channel.read() == """
                1970-01-01 00:00:00 - INFO - l - m t=a
                1970-01-01 00:00:00 - INFO - l - m t=b

                """
        )
    }

    @Test func `an empty buffer has nothing to flush`() {
        #expect(buffer().flush(at: 0))
    }

    @Test(arguments: [(38, 1), (39, 0), (40, 0)])
    func `a line that does not fit is dropped whole`(bytesMax: Int, droppedCount: Int) {
        // This line is 39 bytes long.
        let log = buffer(bytesMax: bytesMax)
        write("a", to: log)
        #expect(log.droppedCount == droppedCount)
        #expect(log.isEmpty == (droppedCount > 0))
    }

    @Test func `nothing is formatted when there is no room`() {
        let log = buffer(bytesMax: 39)
        write("a", to: log)
        log.write(.info, "m", logger: "l", at: 0) { _ in Issue.record("formatted") }
        #expect(log.droppedCount == 1)
    }

    @Test func `a full pipe lets lines wait, then drops and counts them, then says so`() {
        let log = buffer(bytesMax: 8000)
        let text = String(repeating: "x", count: 962)
        // A thousand bytes a line: 4 fit the pipe, 8 the buffer.
        for _ in 0..<4 { write(text, to: log) }
        #expect(log.flush(at: 0))
        for _ in 0..<10 { write(text, to: log) }
        #expect(!log.flush(at: 0))
        #expect(log.droppedCount == 2)
        #expect(channel.isBlocking)

        var received = ""
        repeat { received += channel.read() } while !log.flush(at: 1_000_000)
        received += channel.read()
        let lines = received.split(separator: "\n")
        #expect(lines.count == 13)
        #expect(lines.dropLast().allSatisfy { $0.utf8.count == 999 && $0.hasSuffix("x") })
        #expect(
            lines.last
                == "1970-01-01 00:00:01 - WARNING - mamba.log - Log lines dropped dropped=2"
        )
        #expect(log.droppedCount == 2)

        write("after", to: log)
        #expect(log.flush(at: 0))
        #expect(channel.read().hasSuffix("t=after\n"))
    }

    @Test func `a reader that has gone costs lines and nothing else`() {
        let log = buffer()
        channel.closeReader()
        for count in 1...3 {
            write("a", to: log)
            write("b", to: log)
            #expect(log.flush(at: 0))
            #expect(log.droppedCount == 2 * count)
            #expect(log.isEmpty)
        }
    }

    @Test func `a full disk costs lines and nothing else`() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let sink = LogSink(descriptor: full.fileDescriptor)
        let log = LogBuffer(sink: sink, level: .info, format: .json)
        write("a", to: log)
        #expect(log.flush(at: 0))
        #expect(log.droppedCount == 1)
        try full.close()
    }

    @Test func `a descriptor that is not open costs lines and nothing else`() {
        let log = LogBuffer(sink: LogSink(descriptor: -1), level: .info, format: .json)
        let other = LogBuffer(sink: LogSink(descriptor: 1_000_000), level: .info, format: .json)
        for log in [log, other] {
            write("a", to: log)
            log.flush(at: 0)
            #expect(log.droppedCount == 1 || !log.isEmpty)
        }
        #expect(other.droppedCount == 1)
    }
}
