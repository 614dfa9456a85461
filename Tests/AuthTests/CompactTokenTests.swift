import Testing

@testable import Auth

@Suite struct CompactTokenTests {
    @Test func `the three parts are decoded`() throws {
        let text = Array("QUI.Qw.REVG".utf8)
        let token = try CompactToken(text.span)
        #expect(token.header == Array("AB".utf8))
        #expect(token.payload == Array("C".utf8))
        #expect(token.signature == Array("DEF".utf8))
    }

    @Test(arguments: [
        "", ".", "..", "...", "QQ", "QQ.QQ", ".QQ.QQ", "QQ..QQ", "QQ.QQ.", "QQ.QQ.QQ.", ".QQ.QQ.QQ",
        "QQ.QQ.QQ.QQ",
        "QQ.QQ.QQ.QQ.QQ", "QQ==.QQ.QQ", "QQ.QQ==.QQ", "QQ.QQ.QQ==", "QR.QQ.QQ", "QQ.QR.QQ",
        "QQ.QQ.QR", "QQ. QQ.QQ",
        "QQ.QQ.QQ ", "QQ.QQ.QQ\0", "Q.QQ.QQ", "QQ.Q.QQ", "QQ.QQ.Q", "QQ.QQ.+w", "QQ,QQ,QQ",
    ])
    func `any other form is refused`(text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: AuthFailure.malformedToken) { _ = try CompactToken(bytes.span) }
    }
}
