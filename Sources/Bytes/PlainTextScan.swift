// Finds where a run of plain text ends, eight bytes at a time.

extension Span where Element == UInt8 {
    /// The first index at or after `start` that holds no plain text, or `count`.
    ///
    /// Plain is every ASCII byte from the space on but the quotation mark and the backslash: what
    /// may stand in a JSON string as it is (RFC 8259 section 7) and needs no look at the rules of
    /// UTF-8.
    ///
    /// Complexity: linear, about one nanosecond for eight bytes.
    @inlinable
    @inline(__always)
    public func firstIndexNotPlain(from start: Int) -> Int {
        firstIndex(from: start, marks: Self.marksOfNotPlain) { !Self.isPlain($0) }
    }

    /// The first index at or after `start` that holds a control character of ASCII, or the count.
    ///
    /// Complexity: linear, about one nanosecond for eight bytes.
    @inlinable
    public func firstIndexOfControl(from start: Int = 0) -> Int {
        firstIndex(from: start, marks: Self.marksOfControl) { $0 < ASCII.space || $0 == 0x7F }
    }

    /// The first index whose byte is looked for, or the count.
    ///
    /// - Parameters:
    ///   - marks: The top bit of each such byte among eight, exact up to the lowest one.
    ///   - isWanted: The same for one byte.
    @inlinable
    @inline(__always)
    func firstIndex(
        from start: Int,
        marks: (UInt64) -> UInt64,
        isWanted: (UInt8) -> Bool
    ) -> Int {
        precondition(start >= 0 && start <= count, "start outside of the bytes")
        let raw = bytes
        var index = start
        while index &+ 8 <= count {
            // The condition of the loop is the bounds check.
            let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            let found = marks(UInt64(littleEndian: word))
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, !isWanted(self[index]) { index &+= 1 }
        return index
    }

    /// The top bit of each byte below the space and of each 0x7F, exact up to the lowest one.
    @inlinable
    @inline(__always)
    static func marksOfControl(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let topBits: UInt64 = 0x8080_8080_8080_8080
        let belowSpace = (word &- (ones &* UInt64(ASCII.space))) & ~word
        let delete = word ^ (ones &* 0x7F)
        return (belowSpace | (delete &- ones) & ~delete) & topBits
    }

    /// The top bit of each byte that is not plain, exact up to the lowest one.
    ///
    /// The top bit of a difference tells whether an ASCII byte was smaller than what was taken
    /// away. A borrow can only disturb the bytes above one that is marked already, and a byte that
    /// is not ASCII marks itself.
    @inlinable
    @inline(__always)
    static func marksOfNotPlain(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let topBits: UInt64 = 0x8080_8080_8080_8080
        let belowSpace = word &- (ones &* UInt64(ASCII.space))
        let quote = (word ^ (ones &* UInt64(ASCII.quote))) &- ones
        let backslash = (word ^ (ones &* UInt64(ASCII.backslash))) &- ones
        return (word | belowSpace | quote | backslash) & topBits
    }

    @inlinable
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= ASCII.space && byte < 0x80 && byte != ASCII.quote && byte != ASCII.backslash
    }
}
