// RFC 4648 section 10, and what is none of it.

import Foundation
import Testing

@testable import Chat

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob"),
        ("Zm9vYmE=", "fooba"), ("Zm9vYmFy", "foobar"), ("Zg", "f"), ("Zm8", "fo"), ("Zg=", "f"),
    ])
    func `the test vectors of the standard are decoded, padded or not`(
        _ text: String,
        _ plain: String
    ) {
        #expect(Base64.decoded(text.utf8.span) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zm9vY", "====", "Zg===", "Z-8=", "Zm 9v", "Zm9v\n", "é", "=Zg="])
    func `anything else is refused`(_ text: String) {
        #expect(Base64.decoded(text.utf8.span) == nil)
    }

    @Test func `every length of every byte comes back`() {
        var generator = SeededGenerator(seed: 1)
        for count in 0..<300 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Data(bytes).base64EncodedString()
            #expect(Base64.decoded(text.utf8.span) == bytes)
        }
    }
}
