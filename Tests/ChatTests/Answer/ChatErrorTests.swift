import Testing

@testable import Chat

@Suite struct ChatErrorTests {
    @Test(arguments: ChatError.allCases)
    func `a cause has a code, an error status and a sentence that needs no escapes`(
        cause: ChatError
    ) {
        #expect(cause.code.allSatisfy { $0.isUppercase || $0 == "_" })
        #expect((400..<600).contains(cause.status))
        let sentence = "\(cause.sentence)"
        #expect(sentence.hasSuffix("."))
        #expect(!sentence.utf8.contains { $0 < 0x20 || $0 > 0x7E || $0 == 0x22 || $0 == 0x5C })
    }

    @Test func `the provider's refusal of our credentials is not the client's`() {
        #expect(ChatError.providerAuthentication.status == 502)
    }
}
