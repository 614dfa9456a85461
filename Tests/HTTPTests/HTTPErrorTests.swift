import HTTP
import Testing

@Suite struct HTTPErrorTests {
    @Test(arguments: HTTPError.allCases)
    func `each reason has a client error or a missing feature as its status`(error: HTTPError) {
        #expect(
            (400..<500).contains(error.status.code) || [501, 503, 505].contains(error.status.code)
        )
    }

    @Test(arguments: HTTPError.allCases)
    func `each reason is told in one sentence`(error: HTTPError) {
        let sentence = error.description
        #expect(sentence.first?.isUppercase == true)
        #expect(sentence.hasSuffix(".") && !sentence.dropLast().contains(". "))
    }

    @Test func `no two reasons are told the same way`() {
        let sentences = Set(HTTPError.allCases.map(\.description))
        #expect(sentences.count == HTTPError.allCases.count)
    }

    @Test(arguments: [
        (HTTPError.uriTooLong, 414), (.headTooLarge, 431), (.tooManyFields, 431),
        (.trailersTooLarge, 431), (.unsupportedVersion, 505), (.unsupportedTransferCoding, 501),
        (.connectNotSupported, 501), (.unknownExpectation, 417), (.bodyTooLarge, 413),
        (.requestTimeout, 408), (.noRoomForBody, 503), (.conflictingFraming, 400),
        (.bareLineFeed, 400),
    ])
    func `a reason with a status of its own has that`(error: HTTPError, code: Int) {
        #expect(error.status.code == code)
    }

    @Test
    func
        `each reason but the clock's and the server's own is produced by some bytes of these tests`()
    {
        let limits: Set<HTTPError> = [.uriTooLong, .headTooLarge, .tooManyFields]
        let produced = limits.union(RefusedHead.all.map(\.error))
            .union(RefusedChunks.all.map(\.error))
        #expect(Set(HTTPError.allCases).subtracting(produced) == [.requestTimeout, .noRoomForBody])
    }
}
