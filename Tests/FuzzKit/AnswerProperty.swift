// Answers: one honest end, a stream that clients can read, and the same one however the provider's bytes are cut.

import AnswerKit
import Bytes
import Chat
import HTTP
import JSON

/// What must hold for the way from the provider's bytes to the client's.
enum AnswerProperty {
    private static let stepCountMax = 3

    static func complaint(about input: [UInt8]) -> String? {
        for form in StreamProtocol.allCases {
            var whole: Run?
            for ends in Cuts(of: input).all {
                let run = Run(Cuts.pieces(of: input, ends: ends), as: form)
                if let complaint = run.complaint { return "\(form): \(complaint)" }
                if let whole, whole.output != run.output || whole.requests != run.requests {
                    return "\(form), cut at \(ends): another answer"
                }
                if whole == nil { whole = run }
            }
            let output = whole?.output ?? []
            if let complaint = check(output, form) { return "\(form): \(complaint)" }
        }
        return nil
    }

    private static func check(_ output: [UInt8], _ form: StreamProtocol) -> String? {
        // The other two have rules of their own, in their own tests.
        guard form == .ui || form == .mamba else { return nil }
        let stream = UIStream(output)
        guard form == .mamba else {
            let problems = UIStreamRules.problems(in: stream)
            return problems.isEmpty ? nil : "\(problems)"
        }
        guard stream.formProblems.isEmpty else { return "\(stream.formProblems)" }
        let ends = stream.chunks.indices.filter { index in
            ["finish", "error"].contains(stream.chunks[index]["type"]?.string ?? "")
        }
        return ends == [stream.chunks.count - 1] ? nil : "ends at \(ends) of \(stream.chunks.count)"
    }

    /// One answer over all its model calls, each of which goes on with the same bytes.
    private struct Run {
        var output: [UInt8] = []
        var requests: [[UInt8]] = []
        var complaint: String?

        init(_ pieces: [[UInt8]], as form: StreamProtocol) {
            var machine = AnswerMachine(
                encoder: form.encoder(for: .oldest),
                answerID: "a1",
                continuation: nil,
                tools: .all,
                stepCountMax: AnswerProperty.stepCountMax
            )
            machine.keepsReasoning = true
            var request = Self.emptyRequest()
            var output = ByteBuffer()
            var parser = EventStreamParser(byteCountMax: 1 << 20)
            var verdict = AnswerVerdict.proceed
            for piece in pieces {
                var position = 0
                while verdict == .proceed,
                    let event = Self.nextEvent(&parser, piece, &position, &machine, &output)
                {
                    verdict = event
                    if verdict == .callModelAgain {
                        machine.appendStep(to: &request)
                        var body = ByteBuffer()
                        request.encodeBody(into: &body, request.firstForm, stream: true)
                        requests.append([UInt8](body.bytes))
                        verdict = .proceed
                    }
                }
            }
            if verdict == .proceed { verdict = machine.providerEnded(into: &output) }
            if verdict == .callModelAgain { verdict = machine.fail(.answerCut, into: &output) }
            finish(verdict, &machine, &output)
            self.output = [UInt8](output.bytes)
        }

        private static func emptyRequest() -> CompletionRequest {
            let body = Array(
                #"{"messages":[{"role":"user","content":"q"}],"model":"openai/gpt-4o"}"#.utf8
            )
            let models = ModelCatalog([], defaultModel: "gpt-4o")
            guard let chat = try? ChatRequest(body.span, contract: .ui, models: models),
                let request = try? CompletionRequest(chat, body: ByteBuffer(copying: body.span))
            else { preconditionFailure("a plain request is refused") }
            return request
        }

        private static func nextEvent(
            _ parser: inout EventStreamParser,
            _ piece: [UInt8],
            _ position: inout Int,
            _ machine: inout AnswerMachine,
            _ output: inout ByteBuffer
        ) -> AnswerVerdict? {
            do throws(EventStreamError) {
                switch try parser.next(piece.span, at: &position) {
                case .needMore: return nil
                case .data(let range):
                    return machine.received(piece.span.extracting(range), into: &output)
                case .keptData:
                    var kept = parser.takeKept()
                    let verdict = machine.received(kept.bytes, into: &output)
                    parser.giveBack(&kept)
                    return verdict
                }
            } catch {
                return machine.fail(.answerInvalid, into: &output)
            }
        }

        private mutating func finish(
            _ verdict: AnswerVerdict,
            _ machine: inout AnswerMachine,
            _ output: inout ByteBuffer
        ) {
            switch verdict {
            case .finished, .failed: break
            case .callFailed(let error): machine.fail(error, into: &output)
            case .proceed, .callModelAgain: complaint = "no end: \(verdict)"
            }
            let count = output.count
            _ = machine.received("{}".utf8.span, into: &output)
            _ = machine.received("[DONE]".utf8.span, into: &output)
            _ = machine.providerEnded(into: &output)
            machine.fail(.internalError, into: &output)
            if output.count != count { complaint = "output after the end" }
            for body in requests {
                guard let json = try? JSONValue(parsing: body.span) else {
                    complaint = "the request is no JSON: \(String(body.span))"
                    continue
                }
                if LoneSurrogates.exist(in: body.span) { complaint = "half of a surrogate pair" }
                let complaints = ProviderContract.complaints(
                    about: json["messages"],
                    argumentsAreObjects: false
                )
                if !complaints.isEmpty { complaint = "\(complaints)" }
            }
        }
    }
}
