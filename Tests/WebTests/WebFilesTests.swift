import Foundation
import Testing

@testable import Web

@Suite struct WebFilesTests {
    /// Where the files are.
    private let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/CWeb")

    @Test func `every file of the folder is part of the program, as it is`() throws {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
            .filter { ["html", "css", "js", "json"].contains(URL(filePath: $0).pathExtension) }
        #expect(paths.sorted() == WebFiles.paths.sorted())
        for path in paths {
            let content = try Data(contentsOf: folder.appending(path: path))
            #expect(WebFiles.bytes(path) == Array(content), "\(path)")
        }
    }

    @Test(arguments: WebFiles.paths)
    func `every file is UTF-8 and ends with a line feed`(path: String) {
        let bytes = WebFiles.bytes(path)
        #expect(Array(WebFiles.text(path).utf8) == bytes)
        #expect(bytes.last == UInt8(ascii: "\n"))
    }
}
