import Foundation
import Testing

@testable import Auth

@Suite struct Base64URLTests {
    private func decode(_ text: String) -> [UInt8]? {
        let bytes = Array(text.utf8)
        return Base64URL.decode(bytes.span)
    }

    /// The encoding, by Foundation.
    private func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    @Test(arguments: 0...67)
    func `what was encoded is decoded`(count: Int) {
        for seed in 0..<8 {
            let bytes = (0..<count).map {
                UInt8(truncatingIfNeeded: ($0 + 1) &* 2_654_435_761 >> (seed + 3))
            }
            #expect(decode(encode(bytes)) == bytes)
        }
    }

    @Test func `each byte is decoded only from its one spelling`() {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var found: [UInt8: String] = [:]
        for first in alphabet {
            for second in alphabet {
                guard let bytes = decode("\(first)\(second)") else { continue }
                #expect(bytes.count == 1)
                #expect(found.updateValue("\(first)\(second)", forKey: bytes[0]) == nil)
            }
        }
        #expect(found.count == 256)
        #expect(found.allSatisfy { encode([$0.key]) == $0.value })
    }

    @Test(arguments: [
        "A", "AAAAA", "AB", "AAB", "QQ==", "QUI=", "A+AA", "A/AA", "A AA", "AA\nAA", "AAA.",
        "AAA\0", "é", "QR",
    ])
    func `no other spelling is decoded`(text: String) {
        #expect(decode(text) == nil)
    }

    @Test func `a foreign byte is noticed wherever it stands`() {
        for position in 0..<8 {
            for byte in UInt8.min...UInt8.max {
                var text = Array("QUJDREVG".utf8)
                text[position] = byte
                let isAlphabetic = byte < 128 && Character(UnicodeScalar(byte)).isLetter
                let isKnown = isAlphabetic || (48...57).contains(byte) || byte == 45 || byte == 95
                #expect((Base64URL.decode(text.span) != nil) == isKnown)
            }
        }
    }
}
