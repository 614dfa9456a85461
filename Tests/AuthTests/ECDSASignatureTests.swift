import Testing

@testable import Auth

@Suite struct ECDSASignatureTests {
    private static func raw(_ r: [UInt8], _ s: [UInt8], size: Int) -> [UInt8] {
        [r, s].flatMap { Array(repeating: 0, count: size - $0.count) + $0 }
    }

    @Test(
        arguments: [
            ([1], [2], 32, [0x30, 6, 2, 1, 1, 2, 1, 2]),
            ([], [], 32, [0x30, 6, 2, 1, 0, 2, 1, 0]),
            ([0x7F], [0x80], 32, [0x30, 7, 2, 1, 0x7F, 2, 2, 0, 0x80]),
            ([1, 0], [0xFF, 0], 48, [0x30, 9, 2, 2, 1, 0, 2, 3, 0, 0xFF, 0]),
        ] as [([UInt8], [UInt8], Int, [UInt8])]
    )
    func `numbers are written in their shortest form`(
        r: [UInt8],
        s: [UInt8],
        size: Int,
        der: [UInt8]
    ) {
        #expect(ECDSASignature.der(Self.raw(r, s, size: size)) == der)
    }

    @Test func `the longest have a length of two bytes`() {
        let number = [0x01] + [UInt8](repeating: 0xFF, count: 65)
        let der = ECDSASignature.der(Self.raw(number, number, size: 66))
        #expect(Array(der.prefix(5)) == [0x30, 0x81, 136, 2, 66])
        #expect(der.count == 139)
    }
}
