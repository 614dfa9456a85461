// A chunked body piece by piece, with the moment of each arrival. RFC 9112 section 7.1.

import Foundation

/// Takes the chunks off a body while it arrives.
final class BodyReader {
    private let connection: Connection
    private var input: [UInt8] = []
    private var arrivedAt = ContinuousClock.now
    private var isOver = false

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The content of the next chunk and when the last of it came, or nil at the proper end of the body.
    ///
    /// - Throws: When the body ends without its last chunk.
    func next() throws -> (bytes: [UInt8], at: ContinuousClock.Instant)? {
        while !isOver {
            if let chunk = try takeChunk() {
                if chunk.isEmpty { break }
                return (chunk, arrivedAt)
            }
            guard let piece = try connection.receive() else {
                throw Connection.Failure(reason: "the body ended without its last chunk")
            }
            arrivedAt = .now
            input += piece
        }
        if !isOver { connection.giveBack(input) }
        isOver = true
        return nil
    }

    private func takeChunk() throws -> [UInt8]? {
        guard let line = input.firstRange(of: [13, 10]) else { return nil }
        let text = String(decoding: input[..<line.lowerBound], as: UTF8.self)
        guard let count = Int(text, radix: 16) else {
            throw Connection.Failure(reason: "'\(text)' is no chunk size")
        }
        let end = line.upperBound + count
        guard input.count >= end + 2 else { return nil }
        guard input[end...].starts(with: [13, 10]) else {
            throw Connection.Failure(reason: "a chunk is longer than its size")
        }
        let chunk = Array(input[line.upperBound..<end])
        input.removeFirst(end + 2)
        return chunk
    }
}
