// RFC 4648 section 10, and what is none of it.

import Bytes
import Foundation
import Testing

@testable import Chat

@Suite struct Base64ReaderTests {
    private func decoded(_ text: String, pieceByteCount: Int = 1) -> [UInt8]? {
        var reader = Base64Reader(text.utf8.span)
        var output = ByteBuffer()
        repeat {
            guard reader.read(pieceByteCount, into: &output) else { return nil }
        } while !reader.isAtEnd
        return [UInt8](output.bytes)
    }

    @Test func `a slash may be escaped as in JSON, nothing else`() {
        #expect(decoded(#"\/\/\/\/"#) == [0xFF, 0xFF, 0xFF])
        #expect(decoded(#"\A=="#) == nil)
        #expect(decoded(#"AA\"#) == nil)
    }

    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
        ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"), ("Zg", "f"), ("Zm8", "fo"), ("Zg=", "f"),
    ])
    func `the test vectors of the standard are decoded, padded or not`(
        _ text: String,
        _ plain: String
    ) {
        #expect(decoded(text) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zm9vY", "====", "Zg===", "Z-8=", "Zm 9v", "Zm9v\n", "é", "=Zg="])
    func `anything else is refused`(_ text: String) {
        #expect(decoded(text) == nil)
    }

    @Test func `every length of every byte comes back`() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Data(bytes).base64EncodedString()
            #expect(decoded(text, pieceByteCount: 1 + count % 50) == bytes)
        }
    }
}
