// Every difference between the text expected and the text that came.

import Bytes
import MockProvider
import Testing

@testable import LoadGenerator

@Suite struct TextVerifierTests {
    private static let id: UInt64 = 21
    private static let count = 40

    private var tokens: [String] {
        (0..<Self.count).map { MockText.token($0, of: Self.id) }
    }

    /// What the verifier finds in pieces of text.
    private func difference(in pieces: [String]) -> TextVerifier.Difference? {
        var verifier = TextVerifier()
        verifier.begin(id: Self.id, tokenCount: Self.count, tokenByteCount: 0)
        for piece in pieces { verifier.check(piece.utf8.span) }
        return verifier.difference
    }

    private func isComplete(_ pieces: [[UInt8]]) -> Bool {
        var verifier = TextVerifier()
        verifier.begin(id: Self.id, tokenCount: Self.count, tokenByteCount: 0)
        for piece in pieces { verifier.check(piece.span) }
        return verifier.isComplete
    }

    @Test func `the text is right however it is cut`() {
        let text = Array(tokens.joined().utf8)
        #expect(isComplete(tokens.map { Array($0.utf8) }))
        #expect(isComplete([text]))
        #expect(isComplete(text.map { [$0] }))
        for cut in 0...text.count {
            #expect(isComplete([Array(text[..<cut]), Array(text[cut...])]))
        }
    }

    @Test func `a text that is cut short is not complete`() {
        let text = Array(tokens.joined().utf8)
        for count in 0..<text.count { #expect(!isComplete([Array(text[..<count])])) }
    }

    @Test(arguments: 0..<count - 1)
    func `any token that is missing, moved or doubled is noticed`(_ index: Int) throws {
        try #require(tokens[index] != tokens[index + 1])
        var pieces = tokens
        pieces.remove(at: index)
        #expect([.lost, .corrupt].contains(difference(in: pieces)))
        pieces = tokens
        pieces.swapAt(index, index + 1)
        #expect([.disordered, .corrupt].contains(difference(in: pieces)))
        pieces = tokens
        pieces.insert(pieces[index], at: index)
        #expect([.disordered, .corrupt].contains(difference(in: pieces)))
    }

    /// A token that another one begins with cannot be told from a part of it; these are none.
    @Test func `what happened to a token is told apart`() {
        let index = 5
        var pieces = tokens
        pieces.remove(at: index)
        #expect(difference(in: pieces) == .lost)
        pieces = tokens
        pieces.swapAt(index, index + 1)
        #expect(difference(in: pieces) == .disordered)
        pieces = tokens
        pieces.insert(pieces[index], at: index)
        #expect(difference(in: pieces) == .disordered)
        pieces = tokens
        pieces.insert(pieces[Self.count - 1], at: Self.count)
        #expect(difference(in: pieces) == .disordered)
    }

    @Test func `any byte that changed is noticed`() {
        let text = Array(tokens.joined().utf8)
        for index in text.indices {
            var changed = text
            changed[index] ^= 1
            #expect(!isComplete([changed]))
            var verifier = TextVerifier()
            verifier.begin(id: Self.id, tokenCount: Self.count, tokenByteCount: 0)
            verifier.check(changed.span)
            let difference = verifier.difference
            #expect(difference == .corrupt)
        }
    }

    @Test func `text of another stream is corrupt`() {
        let pieces = (0..<Self.count).map { MockText.token($0, of: Self.id + 1) }
        #expect(difference(in: pieces) == .corrupt)
    }

    @Test func `text behind the end is too much`() {
        #expect(difference(in: tokens + ["something else"]) == .surplus)
    }

    @Test func `a verifier can be used again`() {
        var verifier = TextVerifier()
        for id in UInt64(1)...3 {
            verifier.begin(id: id, tokenCount: 2, tokenByteCount: 9)
            verifier.check("wrong".utf8.span)
            verifier.begin(id: id, tokenCount: 2, tokenByteCount: 9)
            for index in 0..<2 {
                let token = MockText.token(index, of: id, byteCount: 9)
                verifier.check(token.utf8.span)
            }
            let isComplete = verifier.isComplete
            #expect(isComplete)
        }
    }
}
