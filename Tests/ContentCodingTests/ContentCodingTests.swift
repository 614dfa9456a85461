import Bytes
import ContentCoding
import Testing

@Suite struct ContentCodingTests {
    @Test(arguments: [
        ("", ContentCoding.identity), ("identity", .identity), ("Identity", .identity),
        ("gzip", .gzip), ("GZIP", .gzip), ("x-gzip", .gzip), ("zstd", .zstd), ("ZStd", .zstd),
    ])
    func `a coding is known by its name in any case`(text: String, coding: ContentCoding) {
        #expect(ContentCoding(text.utf8.span) == coding)
    }

    @Test(arguments: [
        "br", "deflate", "compress", "gzip, gzip", "gzip,", "gzip, zstd", "identity, gzip",
        "gzip;q=1",
        "gzi", "zstd2",
    ])
    func `another one and several are not`(text: String) {
        #expect(ContentCoding(text.utf8.span) == nil)
    }
}
