// Bodies that were cut or damaged must be refused or taken, and do no harm.

import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ChatRequestRobustnessTests {
    private func judge(_ body: [UInt8]) -> Int {
        do throws(RequestRejection) {
            let request = try ChatRequest(
                body.span,
                contract: .completions,
                models: RecordedCase.models
            )
            let completion = try CompletionRequest(request, body: ByteBuffer(copying: body.span))
            let messages = completion.json()?["messages"]
            #expect(ProviderContract.complaints(about: messages).isEmpty)
            return 200
        } catch {
            var buffer = ByteBuffer()
            error.write(into: &buffer)
            #expect(error.json?["detail"] != nil)
            #expect(buffer.count < 64 * 1024)
            return error.status
        }
    }

    @Test(arguments: [HistoryGenerator.ContractName.completions, .ui])
    func `no beginning of a body is taken for the whole`(
        _ contract: HistoryGenerator.ContractName
    ) {
        var generator = HistoryGenerator(seed: 3)
        let body = Array(generator.body(contract: contract).utf8)
        #expect(judge(body) == 200)
        for count in body.indices { #expect(judge(Array(body[..<count])) != 200) }
    }

    @Test(arguments: 0..<20)
    func `damage is refused or taken and never does harm`(_ seed: Int) {
        var generator = HistoryGenerator(seed: UInt64(seed))
        var random = SeededGenerator(seed: UInt64(seed) + 1000)
        let telling = Array(#"{}[]",:\u0e-1 "#.utf8) + [0x00, 0x80, 0xC3, 0xED, 0xFF]
        for _ in 0..<100 {
            var body = Array(generator.body(contract: .ui).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: body.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: body[place] = telling.randomElement(using: &random) ?? 0
                case 1: body.remove(at: place)
                default: body.insert(telling.randomElement(using: &random) ?? 0, at: place)
                }
            }
            _ = judge(body)
        }
    }
}
