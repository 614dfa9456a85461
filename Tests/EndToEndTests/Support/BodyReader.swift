// A body piece by piece, with the moment of each arrival. RFC 9112 sections 6 and 7.1.

import Foundation
import System
import Testing
import Timing

/// Takes the pieces off a body while it arrives.
///
/// All bodies of responses are read here, so that no test can forget to check a UI message stream.
final class BodyReader {
    private enum Framing {
        case chunked
        case length(Int)
    }

    private let connection: Connection
    private var framing: Framing
    private var check: UIStreamCheck?
    private var input: [UInt8] = []
    private var arrivedAt = ContinuousClock.now
    private var isOver = false

    /// Begins behind the head of a response.
    init(_ connection: Connection, of head: Response) {
        self.connection = connection
        let isChunked = head["transfer-encoding"] == "chunked"
        let length = head["content-length"].flatMap { Int($0) }
        framing = isChunked ? .chunked : .length(length ?? 0)
        check = UIStreamCheck(head)
    }

    deinit {
        guard check != nil, !isOver else { return }
        Issue.record("a UI message stream was neither read to its end nor hung up on")
    }

    /// The content of the next piece and when the last of it came, or nil at the proper end of the body.
    ///
    /// - Throws: When the body ends before its proper end.
    func next() throws -> (bytes: [UInt8], at: ContinuousClock.Instant)? {
        while !isOver {
            if let piece = try takePiece() {
                guard !piece.isEmpty else {
                    connection.giveBack(input)
                    end(isCut: false)
                    break
                }
                check?.take(piece)
                return (piece, arrivedAt)
            }
            guard let bytes = try connection.receive() else {
                end(isCut: true)
                throw Connection.Failure(reason: "the body ended before its end")
            }
            arrivedAt = .now
            input += bytes
        }
        return nil
    }

    /// Closes the connection in the middle of the body, as a user does who has seen enough.
    ///
    /// A UI message stream then needs no end; what has come of it is checked like any other.
    func hangUp(byReset: Bool) {
        connection.close(byReset: byReset)
        end(isCut: true)
    }

    private func end(isCut: Bool) {
        guard !isOver else { return }
        isOver = true
        check?.judge(isCut: isCut)
    }

    /// The next piece; empty at the end of the body, nil if more has to arrive first.
    private func takePiece() throws -> [UInt8]? {
        switch framing {
        case .chunked: return try takeChunk()
        case .length(0): return []
        case .length(let count):
            guard !input.isEmpty else { return nil }
            let piece = Array(input.prefix(count))
            input.removeFirst(piece.count)
            framing = .length(count - piece.count)
            return piece
        }
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
