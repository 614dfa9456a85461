// Every way in which tests cut an input into pieces.

/// The cuts of an input of some length: whole, byte by byte, and in two at each place.
struct Splits: Sequence {
    let byteCount: Int

    init(of bytes: [UInt8]) { byteCount = bytes.count }

    /// Each element holds the ends of the pieces, the last of which is the input's.
    func makeIterator() -> some IteratorProtocol<[Int]> {
        let whole = [[byteCount]]
        let bytewise = [byteCount == 0 ? [0] : Array(1...byteCount)]
        let inTwo = byteCount < 2 ? [] : (1..<byteCount).map { [$0, byteCount] }
        return (whole + bytewise + inTwo).makeIterator()
    }
}

/// The bytes of a string whose characters stand for one byte each, and `?` for all that cannot.
func latin1(_ string: String) -> [UInt8] {
    string.unicodeScalars.map { UInt8(exactly: $0.value) ?? 0x3F }
}
