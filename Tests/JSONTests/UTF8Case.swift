// The cases of utf8tests.txt.

import Testing

/// Bytes, and what they are after each malformed sequence was replaced.
struct UTF8Case {
    let name: String
    let bytes: [UInt8]
    let replaced: [UInt8]

    /// Reads lines such as `18.1:invalid hex:e0 80:nothing:EFBFBD EFBFBD`.
    static func all() throws -> [UTF8Case] {
        let text = String(decoding: try Corpus.bytes("utf8tests/utf8tests.txt"), as: UTF8.self)
        return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
                .map { $0.filter { $0 != " " } }
            let name = String(fields[0])
            switch fields[1] {
            case "valid":
                return UTF8Case(
                    name: name,
                    bytes: Array(fields[2].utf8),
                    replaced: Array(fields[2].utf8)
                )
            case "validhex":
                return UTF8Case(
                    name: name,
                    bytes: try bytes(fields[2]),
                    replaced: try bytes(fields[2])
                )
            default:
                try #require(fields[1] == "invalidhex")
                return UTF8Case(
                    name: name,
                    bytes: try bytes(fields[2]),
                    replaced: try bytes(fields[4])
                )
            }
        }
    }

    private static func bytes(_ hex: String) throws -> [UInt8] {
        var digits = hex[...]
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            bytes.append(try #require(UInt8(digits.prefix(2), radix: 16)))
            digits = digits.dropFirst(2)
        }
        return bytes
    }
}
