// JSON inside of a string of other JSON.

extension ByteBuffer {
    /// How much is read at a time; what comes of it is at most twice as long.
    private static let jsonPieceByteCount = 4096

    /// Appends valid JSON as the content of a JSON string: its quotation marks and backslashes
    /// escaped, its insignificant blanks left out.
    ///
    /// - Parameter byteCountMax: About the most bytes to append, give or take 8 KiB; beyond them the rest is left out.
    /// - Returns: Whether all of it was appended.
    @discardableResult
    public mutating func appendJSONText(_ json: Span<UInt8>, byteCountMax: Int = .max) -> Bool {
        let start = count
        var text = JSONTextEscaper()
        var index = 0
        while index < json.count {
            if count - start > byteCountMax { return false }
            let piece = json.extracting(index..<min(index + Self.jsonPieceByteCount, json.count))
            append(upTo: 2 * piece.count) { room in text.escape(piece, into: room) }
            index += piece.count
        }
        return count - start <= byteCountMax
    }
}

/// Escapes JSON piece by piece, wherever it is cut.
private struct JSONTextEscaper {
    private var isInString = false
    private var isBehindBackslash = false

    /// - Parameter room: Twice as many bytes as the piece has.
    /// - Returns: How many of them were used.
    mutating func escape(_ piece: Span<UInt8>, into room: UnsafeMutableRawBufferPointer) -> Int {
        guard let base = room.baseAddress else { return 0 }
        precondition(room.count >= 2 * piece.count, "an escaped byte takes two")
        var output = base.assumingMemoryBound(to: UInt8.self)
        var index = 0
        while index < piece.count {
            let byte = piece[index]
            switch byte {
            case ASCII.quote, ASCII.backslash:
                output[0] = ASCII.backslash
                output[1] = byte
                output += 2
                if isBehindBackslash {
                    isBehindBackslash = false
                } else if byte == ASCII.quote {
                    isInString.toggle()
                } else {
                    isBehindBackslash = true
                }
                index &+= 1
            case 0...ASCII.space where !isInString:
                // A blank: valid JSON has no other control characters.
                index &+= 1
            default:
                isBehindBackslash = false
                output[0] = byte
                output += 1
                index &+= 1
                // Short texts are not worth the call.
                guard isInString, index &+ 1 < piece.count, piece[index] > ASCII.backslash,
                    piece[index &+ 1] > ASCII.backslash
                else { continue }
                let end = piece.firstIndexNotPlain(from: index)
                output.copyBytes(of: piece, index..<end)
                output += end &- index
                index = end
            }
        }
        return output - base.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutablePointer<UInt8> {
    fileprivate func copyBytes(of bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            UnsafeMutableRawPointer(self).copyMemory(
                from: start + range.lowerBound,
                byteCount: range.count
            )
        }
    }
}
