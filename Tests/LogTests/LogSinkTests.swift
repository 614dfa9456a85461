// Whole lines on one descriptor, from several threads, without ever waiting for it.

import Bytes
import Foundation
import Testing

@testable import Log

@Suite struct LogSinkTests {
    private func take(_ text: String, _ sink: LogSink) -> (
        rest: String, lostCount: Int, isTorn: Bool
    ) {
        var lines = ByteBuffer(copying: text.utf8.span)
        let (lostCount, isTorn) = sink.take(&lines)
        return (String(lines.bytes), lostCount, isTorn)
    }

    private func line(_ byteCount: Int, _ filler: Character = "x") -> String {
        String(repeating: filler, count: byteCount - 1) + "\n"
    }

    @Test(arguments: [4095, 4096])
    func `a line up to the size of a piece is written at once`(byteCount: Int) {
        let channel = Channel()
        let result = take(line(byteCount), LogSink(descriptor: channel.writer))
        #expect(result.rest.isEmpty)
        #expect(!result.isTorn)
        #expect(channel.read() == line(byteCount))
    }

    @Test(arguments: [4097, 8192, 8193, 20_000])
    func `a longer line is written in pieces as the pipe takes them`(byteCount: Int) {
        let channel = Channel()
        let sink = LogSink(descriptor: channel.writer)
        var result = take(line(byteCount), sink)
        #expect(result.rest.isEmpty)
        #expect(result.isTorn)
        var received = channel.read()
        while result.isTorn {
            result = take("", sink)
            received += channel.read()
        }
        #expect(received == line(byteCount))
    }

    @Test func `pieces end at line ends where they can`() {
        let channel = Channel()
        let sink = LogSink(descriptor: channel.writer)
        let result = take(line(3000, "a") + line(3000, "b"), sink)
        #expect(result.rest == line(3000, "b"))
        #expect(!result.isTorn)
        #expect(channel.read() == line(3000, "a"))
    }

    @Test func `the rest of a long line comes before another worker's lines`() {
        let channel = Channel()
        let sink = LogSink(descriptor: channel.writer)
        #expect(take(line(6000, "a"), sink).isTorn)
        var rest = line(10, "b")
        var received = ""
        while !rest.isEmpty {
            rest = take(rest, sink).rest
            received += channel.read()
        }
        let isInOrder = received == line(6000, "a") + line(10, "b")
        #expect(isInOrder)
    }

    @Test func `a full pipe takes nothing and is not waited for`() {
        let channel = Channel()
        let sink = LogSink(descriptor: channel.writer)
        #expect(take(line(4096), sink).rest.isEmpty)
        #expect(take(line(10), sink) == (line(10), 0, false))
        #expect(channel.isBlocking)
    }

    @Test func `after a torn line the next one begins on its own line`() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "mamba-log-\(UUID().uuidString)").path()
        #expect(unsafe mkfifo(path, 0o600) == 0)
        defer { unsafe unlink(path) }
        let reader = unsafe open(path, O_RDONLY | O_NONBLOCK)
        let writer = unsafe open(path, O_WRONLY)
        defer { close(writer) }
        Channel.shrink(writer)
        let sink = LogSink(descriptor: writer)
        #expect(take(line(5000, "a"), sink).isTorn)
        close(reader)
        #expect(take(line(10, "b"), sink) == ("", 2, false))
        #expect(take(line(10, "b"), sink) == ("", 1, false))

        let second = unsafe open(path, O_RDONLY | O_NONBLOCK)
        let again = FileHandle(fileDescriptor: second, closeOnDealloc: true)
        _ = again.availableData
        // The pipe takes one write at a time.
        #expect(take(line(10, "c"), sink) == (line(10, "c"), 0, false))
        #expect(String(decoding: again.availableData, as: UTF8.self) == "\n")
        #expect(take(line(10, "c"), sink) == ("", 0, false))
        #expect(String(decoding: again.availableData, as: UTF8.self) == line(10, "c"))
    }

    @Test func `a regular file gets all lines`() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "mamba-log-\(UUID().uuidString)")
        #expect(FileManager.default.createFile(atPath: url.path(), contents: nil))
        defer { try? FileManager.default.removeItem(at: url) }
        let file = try FileHandle(forWritingTo: url)
        let text = (1...500).map { line($0 + 1) }.joined()
        #expect(take(text, LogSink(descriptor: file.fileDescriptor)) == ("", 0, false))
        try file.close()
        #expect(try String(contentsOf: url, encoding: .utf8) == text)
    }

    @Test func `a socket is not waited for`() {
        var ends: [Int32] = [0, 0]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        defer { close(ends[1]) }
        let sink = LogSink(descriptor: ends[0])
        var roundCount = 0
        var result = take(line(50_000), sink)
        while result.rest.isEmpty, !result.isTorn, roundCount < 10_000 {
            roundCount += 1
            result = take(line(50_000), sink)
        }
        #expect(roundCount > 0)
        #expect(!result.rest.isEmpty || result.isTorn)
        close(ends[0])
    }

    @Test func `a socket whose other end has gone loses its lines`() {
        var ends: [Int32] = [0, 0]
        #expect(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        close(ends[1])
        #expect(take(line(5) + line(5), LogSink(descriptor: ends[0])) == ("", 2, false))
        close(ends[0])
    }

    @Test func `lines of several workers stay whole, and none is lost uncounted`() {
        let channel = Channel()
        let sink = LogSink(descriptor: channel.writer)
        let workerCount = 4
        let lineCount = 400
        let dropped = DroppedCounts()
        let threads = (0..<workerCount).map { worker in
            Thread {
                let log = LogBuffer(sink: sink, level: .info, format: .json, bytesMax: 16_384)
                let letter = String(UnicodeScalar(UInt8(0x61 + worker)))
                for index in 0..<lineCount {
                    let length = index % 37 == 0 ? 9000 : index % 200
                    log.write(.info, "m", logger: "l", at: index) { record in
                        record.add("w", String(repeating: letter, count: length))
                    }
                    log.flush(at: index)
                }
                while !log.flush(at: 0) { sched_yield() }
                dropped.add(log.droppedCount)
            }
        }
        for thread in threads { thread.start() }
        let reader = Reader(channel)
        reader.start()
        dropped.wait(for: workerCount)
        channel.closeWriter()
        let lines = reader.lines()

        let reports = lines.filter { $0.contains("Log lines dropped") }
        #expect(lines.count - reports.count + dropped.sum == workerCount * lineCount)
        for line in lines {
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let text = object?["w"] as? String
            let isWhole = object != nil && Set(text ?? "").count <= 1
            if !isWhole { Issue.record("torn: \(line.prefix(200))") }
        }
    }

    /// Sums what threads report, and wakes who waits for all of them.
    private final class DroppedCounts: @unchecked Sendable {
        private let condition = NSCondition()
        private var counts: [Int] = []

        var sum: Int { counts.reduce(0, +) }

        func add(_ count: Int) {
            condition.withLock {
                counts.append(count)
                condition.broadcast()
            }
        }

        func wait(for reportCount: Int) {
            condition.withLock {
                while counts.count < reportCount { condition.wait() }
            }
        }
    }

    /// Reads a channel to its end on a thread of its own.
    private final class Reader: @unchecked Sendable {
        private let channel: Channel
        private let condition = NSCondition()
        private var text: String?

        init(_ channel: Channel) {
            self.channel = channel
        }

        func start() {
            Thread { [self] in
                let received = channel.readToEnd()
                condition.withLock {
                    text = received
                    condition.broadcast()
                }
            }.start()
        }

        func lines() -> [Substring] {
            condition.withLock {
                while true {
                    if let text { return text.split(separator: "\n") }
                    condition.wait()
                }
            }
        }
    }
}
