// The provider's side of an answer: chunks, events and what they say, as the server joins them.

import Bytes
import Chat
import HTTP

/// What must hold for the way from a provider's chunked body to the answer, with no bound on the body.
enum ProviderProperty {
    static func complaint(about input: [UInt8]) -> String? {
        let pieces = Cuts(of: input).all.map { Cuts.pieces(of: input, ends: $0) }
        for isRelay in [false, true] {
            var whole: [UInt8]?
            for cut in pieces {
                let answer = isRelay ? relay(cut) : chat(cut)
                guard let output = answer else { return "no end" }
                if let whole, whole != output { return "another answer when cut" }
                if whole == nil { whole = output }
            }
        }
        return nil
    }

    private static func chat(_ pieces: [[UInt8]]) -> [UInt8]? {
        let machine = AnswerMachine(
            encoder: StreamProtocol.ui.encoder(for: .oldest),
            answerID: "a1",
            continuation: nil,
            tools: .all,
            stepCountMax: 1
        )
        var output = ByteBuffer()
        return answer(machine, pieces, &output)
    }

    private static func relay(_ pieces: [[UInt8]]) -> [UInt8]? {
        var output = ByteBuffer()
        return answer(RelayMachine(wantsUsage: true), pieces, &output)
    }

    /// The whole answer; nil if it has no end.
    private static func answer<Machine: EventMachine & ~Copyable>(
        _ machine: consuming Machine,
        _ pieces: [[UInt8]],
        _ output: inout ByteBuffer
    ) -> [UInt8]? {
        var body = Body()
        var verdict = AnswerVerdict.proceed
        for piece in pieces where verdict == .proceed && !body.isOver {
            verdict = body.read(piece, for: &machine, into: &output)
        }
        if verdict == .proceed {
            verdict =
                body.isWhole
                ? machine.providerEnded(into: &output) : machine.fail(.answerCut, into: &output)
        }
        return verdict == .proceed ? nil : [UInt8](output.bytes)
    }

    /// A chunked body and the events in it.
    private struct Body: ~Copyable {
        private var decoder = ChunkedDecoder(
            byteCountMax: .max,
            limits: HTTPLimits(),
            toleratesBlanks: true
        )
        private var parser = EventStreamParser(byteCountMax: 1 << 20)
        private(set) var isWhole = false
        private(set) var isOver = false

        mutating func read<Machine: EventMachine & ~Copyable>(
            _ piece: [UInt8],
            for machine: inout Machine,
            into output: inout ByteBuffer
        ) -> AnswerVerdict {
            var position = 0
            var verdict = AnswerVerdict.proceed
            do throws(HTTPError) {
                while verdict == .proceed {
                    switch try decoder.next(piece.span, at: &position) {
                    case .needMore: return .proceed
                    case .end:
                        isWhole = true
                        isOver = true
                        return .proceed
                    case .data(let range):
                        verdict = take(piece.span.extracting(range), for: &machine, into: &output)
                    }
                }
            } catch {
                isOver = true
            }
            return verdict
        }

        private mutating func take<Machine: EventMachine & ~Copyable>(
            _ content: Span<UInt8>,
            for machine: inout Machine,
            into output: inout ByteBuffer
        ) -> AnswerVerdict {
            var position = 0
            do throws(EventStreamError) {
                while true {
                    let verdict: AnswerVerdict
                    switch try parser.next(content, at: &position) {
                    case .needMore: return .proceed
                    case .data(let range):
                        verdict = machine.received(content.extracting(range), into: &output)
                    case .keptData:
                        var kept = parser.takeKept()
                        verdict = machine.received(kept.bytes, into: &output)
                        parser.giveBack(&kept)
                    }
                    guard verdict == .proceed else { return verdict }
                }
            } catch {
                return machine.fail(.answerInvalid, into: &output)
            }
        }
    }
}
