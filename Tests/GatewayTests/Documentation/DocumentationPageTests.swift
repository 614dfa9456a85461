// Whether the documentation page stands alone.

import Testing

@testable import Gateway

@Suite struct DocumentationPageTests {
    private let page = String(decoding: DocumentationPage.bytes, as: UTF8.self)

    @Test(arguments: ["http:", "https:", "\"//", "src=", "@import", "url(", "import(", "innerHTML"])
    func `it neither loads anything else nor writes markup`(_ text: String) {
        #expect(!page.contains(text))
    }

    @Test func `it forbids itself every host but its own`() {
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("connect-src 'self'"))
    }

    @Test func `it reads the document that stands beside it`() {
        #expect(page.contains(#"fetch("openapi.json")"#))
    }

    @Test func `it is one whole page in a language that is named`() {
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
        #expect(page.hasSuffix("</html>\n"))
        #expect(page.ranges(of: "</script>").count == 1)
        #expect(page.ranges(of: "</style>").count == 1)
    }
}
