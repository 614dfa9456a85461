import Testing

@testable import Chat

@Suite struct ChatErrorTests {
    @Test(
        arguments: [
            (400, .requestRefused), (401, .providerAuthentication), (403, .providerAuthentication),
            (404, .modelNotFound), (408, .firstTokenTimeout), (409, .requestRefused),
            (413, .requestRefused), (422, .requestRefused), (429, .rateLimited),
            (500, .providerFailed), (502, .providerFailed), (503, .providerFailed),
            (504, .firstTokenTimeout), (307, .providerFailed),
        ] as [(Int, ChatError)]
    )
    func `a provider's status has a cause`(status: Int, cause: ChatError) {
        #expect(ChatError(providerStatus: status) == cause)
    }

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
