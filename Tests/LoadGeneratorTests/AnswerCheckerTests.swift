// Whole answers in each protocol, right and spoilt in every place.

import Bytes
import JSON
import MockProvider
import Testing

@testable import LoadGenerator

@Suite struct AnswerCheckerTests {
    private static let id: UInt64 = 5
    private static let count = 12

    /// The events of a right answer.
    private func events(_ wireProtocol: Arm.WireProtocol) -> [String] {
        let tokens = (0..<Self.count).map { index in
            var content = ByteBuffer()
            JSONString.escape(MockText.token(index, of: Self.id), into: &content)
            return String(content.bytes)
        }
        switch wireProtocol {
        case .ui:
            return [
                #"{"type":"start","messageId":"m"}"#, #"{"type":"start-step"}"#,
                #"{"type":"text-start","id":"0"}"#,
            ] + tokens.map { #"{"type":"text-delta","id":"0","delta":"\#($0)"}"# } + [
                #"{"type":"text-end","id":"0"}"#, #"{"type":"finish-step"}"#, #"{"type":"finish"}"#,
                "[DONE]",
            ]
        case .mamba:
            return tokens.map { #"{"type":"text-delta","textDelta":"\#($0)"}"# }
                + [#"{"type":"finish"}"#]
        case .openai:
            return [#"{"choices":[{"delta":{"role":"assistant","content":""}}]}"#]
                + tokens.map { #"{"choices":[{"delta":{"content":"\#($0)"}}]}"# } + [
                    #"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
                    #"{"choices":[],"usage":{}}"#,
                    "[DONE]",
                ]
        }
    }

    private func failure(
        in pieces: [[UInt8]],
        _ wireProtocol: Arm.WireProtocol
    ) -> LoadFailure? {
        var checker = AnswerChecker(wireProtocol)
        checker.begin(id: Self.id, tokenCount: Self.count, tokenByteCount: 0)
        for piece in pieces { checker.check(piece.span) }
        checker.end()
        return checker.failure
    }

    private func failure(_ events: [String], _ wireProtocol: Arm.WireProtocol) -> LoadFailure? {
        failure(in: [Self.bytes(events)], wireProtocol)
    }

    private static func bytes(_ events: [String]) -> [UInt8] {
        Array(events.map { "data: \($0)\n\n" }.joined().utf8)
    }

    @Test(arguments: Arm.WireProtocol.allCases)
    func `a right answer passes at every split`(_ wireProtocol: Arm.WireProtocol) {
        let bytes = Self.bytes(events(wireProtocol))
        #expect(failure(in: bytes.map { [$0] }, wireProtocol) == nil)
        for cut in 0...bytes.count {
            let pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            #expect(failure(in: pieces, wireProtocol) == nil)
        }
    }

    @Test(arguments: Arm.WireProtocol.allCases)
    func `any event of text that is lost, doubled or moved is noticed`(
        _ wireProtocol: Arm.WireProtocol
    ) {
        let right = events(wireProtocol)
        let texts = right.indices.filter {
            right[$0].contains("elta\":\"") || right[$0].contains(#"{"content":""#)
        }
        #expect(texts.count >= Self.count)
        for index in texts {
            var lost = right
            lost.remove(at: index)
            #expect(failure(lost, wireProtocol) == .lost, "\(index)")
            var doubled = right
            doubled.insert(right[index], at: index)
            #expect([.disordered, .surplus].contains(failure(doubled, wireProtocol)), "\(index)")
            guard texts.contains(index + 1), right[index] != right[index + 1] else { continue }
            var moved = right
            moved.swapAt(index, index + 1)
            #expect(failure(moved, wireProtocol) == .disordered, "\(index)")
        }
    }

    @Test(arguments: Arm.WireProtocol.allCases)
    func `any byte that changed is noticed`(_ wireProtocol: Arm.WireProtocol) {
        let right = Self.bytes(events(wireProtocol))
        let token = Array(MockText.token(3, of: Self.id).utf8.prefix(1))
        let places = right.indices.filter { right[$0] == token[0] }
        #expect(!places.isEmpty)
        for index in right.indices where right[index] >= 0x61 && right[index] <= 0x7A {
            var changed = right
            changed[index] = right[index] ^ 0x20
            // Only names that the protocol does not need may change unnoticed.
            guard failure(in: [changed], wireProtocol) == nil else { continue }
            let start = right[..<index].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            let end = right[index...].firstIndex(of: 0x0A) ?? right.endIndex
            let event = String(decoding: right[start..<end], as: UTF8.self)
            #expect(!event.contains("\"delta\":\"") || event.contains("\"id\""), "\(event)")
        }
    }

    @Test func `an answer that ends early is unfinished`() {
        for wireProtocol in Arm.WireProtocol.allCases {
            let right = events(wireProtocol)
            for count in 0..<right.count - 1 {
                #expect(failure(Array(right[..<count]), wireProtocol) == .unfinished)
            }
        }
    }

    @Test(arguments: [
        (Arm.WireProtocol.ui, #"{"type":"finish"}"#), (.ui, "[DONE]"),
        (.ui, #"{"type":"start"}"#), (.ui, #"{"type":"text-start","id":"0"}"#),
        (.ui, #"{"type":"text-end","id":"0"}"#), (.openai, "[DONE]"),
        (.openai, #"{"choices":[{"delta":{"content":"x"}}]}"#),
        (.mamba, #"{"type":"finish"}"#), (.mamba, "[DONE]"),
        (.mamba, #"{"type":"text-delta","textDelta":"x"}"#),
    ])
    func `an event behind the end is out of order`(
        _ wireProtocol: Arm.WireProtocol,
        _ event: String
    ) {
        #expect(failure(events(wireProtocol) + [event], wireProtocol) == .order)
    }

    @Test func `text outside of its block is out of order`() {
        var right = events(.ui)
        right.remove(at: 2)
        #expect(failure(right, .ui) == .order)
    }

    @Test(arguments: [
        (Arm.WireProtocol.ui, #"{"type":"error","errorText":"no"}"#),
        (.mamba, #"{"type":"error","error":"no"}"#), (.openai, #"{"error":{"message":"no"}}"#),
    ])
    func `an error in the stream is a failure`(_ wireProtocol: Arm.WireProtocol, _ event: String) {
        var spoilt = events(wireProtocol)
        spoilt.insert(event, at: 4)
        #expect(failure(spoilt, wireProtocol) == .error)
    }

    @Test func `an event that is no JSON is a failure`() {
        for wireProtocol in Arm.WireProtocol.allCases {
            var spoilt = events(wireProtocol)
            spoilt.insert("{", at: 1)
            #expect(failure(spoilt, wireProtocol) == .event)
        }
    }

    @Test func `failures say where`() {
        var spoilt = events(.mamba)
        spoilt.remove(at: 4)
        var checker = AnswerChecker(.mamba)
        checker.begin(id: Self.id, tokenCount: Self.count, tokenByteCount: 0)
        checker.check(Self.bytes(spoilt).span)
        let detail = checker.detail
        let token = MockText.token(5, of: Self.id).debugDescription
        #expect(detail == "stream 5: at token 4: \(token)")
    }
}
