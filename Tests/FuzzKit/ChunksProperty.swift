// Bodies in chunks: the same content however cut, and again when encoded anew.

import Bytes
import HTTP

/// What must hold for the decoder of chunks.
enum ChunksProperty {
    private static let byteCountMax = 4096

    private struct Outcome: Equatable {
        var content: [UInt8] = []
        /// The bytes behind the end; nil if there was no end.
        var rest: [UInt8]?
        var error: HTTPError?
    }

    static func complaint(about input: [UInt8]) -> String? {
        let pieces = Cuts(of: input).all.map { Cuts.pieces(of: input, ends: $0) }
        let whole = decode([input])
        for cut in pieces where decode(cut) != whole { return "another content when cut" }
        if whole.content.count > byteCountMax { return "more content than allowed" }
        // Without a bound, as a provider's answers are read, sizes up to the end of the integers pass.
        let unbounded = decode([input], byteCountMax: .max)
        for cut in pieces where decode(cut, byteCountMax: .max) != unbounded {
            return "another content without a bound when cut"
        }
        if whole.error == nil, unbounded != whole { return "another content without a bound" }
        guard whole.error == nil else { return whole.rest == nil ? nil : "an error and an end" }
        var output = ByteBuffer()
        let half = whole.content.count / 2
        for part in [whole.content[..<half], whole.content[half...]] {
            let offset = ResponseEncoder.beginChunk(into: &output)
            output.append(Array(part).span)
            ResponseEncoder.endChunk(offset, in: &output)
        }
        ResponseEncoder.lastChunk(into: &output)
        let again = decode([[UInt8](output.bytes)])
        return again == Outcome(content: whole.content, rest: []) ? nil : "encoded anew: \(again)"
    }

    private static func decode(_ pieces: [[UInt8]], byteCountMax: Int = byteCountMax) -> Outcome {
        var decoder = ChunkedDecoder(byteCountMax: byteCountMax, limits: HTTPLimits())
        var outcome = Outcome()
        for piece in pieces {
            if outcome.rest != nil {
                outcome.rest? += piece
                continue
            }
            take(piece, &decoder, &outcome)
            if outcome.error != nil { break }
        }
        return outcome
    }

    private static func take(
        _ piece: [UInt8],
        _ decoder: inout ChunkedDecoder,
        _ outcome: inout Outcome
    ) {
        var position = 0
        do throws(HTTPError) {
            while true {
                switch try decoder.next(piece.span, at: &position) {
                case .needMore: return
                case .data(let range): outcome.content += piece[range]
                case .end:
                    outcome.rest = Array(piece[position...])
                    return
                }
            }
        } catch {
            outcome.error = error
        }
    }
}
