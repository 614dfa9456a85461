import Testing

@testable import Web

@Suite struct WebPageTests {
    private func inlined(_ page: String, attributes: String = "") -> String {
        WebPage.inlined(page, attributes: attributes) { "(\($0))\n" }
    }

    @Test(arguments: ["", "\n", "<p>a</p>", "<p>a</p>\n\n", "<script>a</script>\n"])
    func `a page that names no file stays as it is`(page: String) {
        #expect(inlined(page) == page)
    }

    @Test func `a style sheet stands in its place`() {
        let page = "<a>\n  <link rel=\"stylesheet\" href=\"a.css\">\n<b>\n"
        #expect(inlined(page) == "<a>\n<style>\n(a.css)\n</style>\n<b>\n")
    }

    @Test func `scripts in neighbouring lines are one`() {
        let page = """
            <script src="a.js"></script>
            <script src="b.js"></script>
            <p>
              <script src="c.js"></script>
            <q>

            """
        let whole = """
            <script>
            (a.js)
            (b.js)
            </script>
            <p>
            <script>
            (c.js)
            </script>
            <q>

            """
        #expect(inlined(page) == whole)
    }

    @Test func `styles and scripts have the attributes that are asked for`() {
        let page = """
            <link rel="stylesheet" href="a.css">
            <script src="a.js"></script>

            """
        let whole = """
            <style nonce="1">
            (a.css)
            </style>
            <script nonce="1">
            (a.js)
            </script>

            """
        #expect(inlined(page, attributes: " nonce=\"1\"") == whole)
    }

    @Test(arguments: ["docs", "playground"])
    func `a page is whole and names no file`(folder: String) {
        for nonce in [nil, "1"] {
            let html = WebPage(folder, nonce: nonce).html
            #expect(html.hasPrefix("<!doctype html>\n"))
            #expect(html.hasSuffix("</html>\n"))
            #expect(!html.contains("rel=\"stylesheet\""))
            #expect(!html.contains("src="))
            #expect(html.contains("nonce=\"1\"") == (nonce != nil))
        }
    }

    @Test(arguments: WebFiles.paths.filter { $0.hasSuffix(".css") || $0.hasSuffix(".js") })
    func `every style sheet and script is in the page of its folder`(path: String) throws {
        let folder = try #require(path.split(separator: "/").first)
        #expect(WebPage(String(folder)).html.contains(WebFiles.text(path)))
    }
}
