// Ways to cut an input into pieces, chosen by the input itself.

/// A few cuts of an input: whole, at places taken from its bytes, and byte by byte if it is short.
struct Cuts {
    /// Each element holds the ends of the pieces in rising order, the last of which is the input's.
    let all: [[Int]]

    private static let bytewiseByteCountMax = 600

    init(of input: [UInt8]) {
        let count = input.count
        // FNV-1a, so that any change of the input moves the cuts.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in input { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var all = [[count]]
        if count > 1 {
            let first = 1 + Int(hash % UInt64(count - 1))
            let second = 1 + Int((hash >> 20) % UInt64(count - 1))
            all.append([first, count])
            all.append([min(first, second), max(first, second), count])
            if count <= Self.bytewiseByteCountMax { all.append(Array(1...count)) }
        }
        self.all = all
    }

    /// The pieces of an input for one cut.
    static func pieces(of input: [UInt8], ends: [Int]) -> [[UInt8]] {
        var start = 0
        return ends.map { end in
            defer { start = end }
            return Array(input[start..<end])
        }
    }
}
