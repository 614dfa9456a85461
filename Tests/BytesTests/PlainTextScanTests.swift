import Bytes
import Testing

@Suite struct PlainTextScanTests {
    /// The same, one byte at a time.
    private func naive(_ bytes: [UInt8], from start: Int) -> Int {
        bytes[start...].firstIndex { $0 < 0x20 || $0 > 0x7F || $0 == 0x22 || $0 == 0x5C }
            ?? bytes.count
    }

    @Test func `every byte is plain or not at every place of every length`() {
        for length in 1...25 {
            for place in 0..<length {
                for byte in UInt8.min ... .max {
                    var bytes = [UInt8](repeating: 0x61, count: length)
                    bytes[place] = byte
                    #expect(bytes.span.firstIndexNotPlain(from: 0) == naive(bytes, from: 0))
                }
            }
        }
    }

    @Test func `any two bytes side by side are told apart`() {
        // A borrow out of the first byte must not hide or mark the second one.
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max {
                let bytes = [0x61, first, second, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61] as [UInt8]
                let found = bytes.span.firstIndexNotPlain(from: 0)
                if found != naive(bytes, from: 0) { Issue.record("\(first), \(second): \(found)") }
                let behind = bytes.span.firstIndexNotPlain(from: 2)
                if behind != naive(bytes, from: 2) { Issue.record("\(second): \(behind)") }
            }
        }
    }

    @Test func `a scan may begin at every index`() {
        let bytes = Array("plain \"text\" with \\ and é and 0123456789 to the end".utf8)
        for start in 0...bytes.count {
            #expect(bytes.span.firstIndexNotPlain(from: start) == naive(bytes, from: start))
        }
    }

    @Test func `nothing beyond the bytes is looked at`() {
        let bytes = [UInt8](repeating: 0x61, count: 32) + [ASCII.quote]
        for length in 0...32 {
            let part = bytes.span.extracting(0..<length)
            #expect(part.firstIndexNotPlain(from: 0) == length)
        }
        let none: [UInt8] = []
        #expect(none.span.firstIndexNotPlain(from: 0) == 0)
    }

    @Test func `every pair of bytes is a control character or not at every place of every length`()
    {
        func naive(_ bytes: [UInt8], from start: Int) -> Int {
            bytes[start...].firstIndex { $0 < 0x20 || $0 == 0x7F } ?? bytes.count
        }
        for length in 2...17 {
            for place in 0..<(length - 1) {
                for first in UInt8.min ... .max {
                    for second in [0x00, 0x1F, 0x20, 0x7E, 0x7F, 0x80, 0xFF] as [UInt8] {
                        var bytes = [UInt8](repeating: 0x61, count: length)
                        bytes[place] = first
                        bytes[place + 1] = second
                        for start in [0, place + 1] {
                            let found = bytes.span.firstIndexOfControl(from: start)
                            if found != naive(bytes, from: start) {
                                Issue.record("\(bytes) from \(start): \(found)")
                            }
                        }
                    }
                }
            }
        }
    }
}
