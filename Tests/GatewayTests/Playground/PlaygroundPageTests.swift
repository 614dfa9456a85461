// Whether the page to try the chat stands alone and lets nothing in.

import Testing

@testable import Gateway

@Suite struct PlaygroundPageTests {
    private let page = PlaygroundPage.pieces.map { String(decoding: $0, as: UTF8.self) }
        .joined(separator: "NUMBER")

    @Test(arguments: ["src=", "@import", "url(", "import(", "innerHTML", "style=\"", "eval("])
    func `it neither loads anything else nor writes markup`(_ text: String) {
        #expect(!page.contains(text))
    }

    @Test func `it has no handlers that its policy would not let run`() {
        #expect(!page.contains(/<\w[^>]* on\w+=/))
    }

    @Test func `its style and its script carry the number of the response`() {
        #expect(PlaygroundPage.pieces.count == 3)
        #expect(page.contains("<style nonce=\"NUMBER\">"))
        #expect(page.contains("<script nonce=\"NUMBER\">"))
        #expect(page.ranges(of: "</script>").count == 1)
        #expect(page.ranges(of: "</style>").count == 1)
    }

    @Test func `its policy lets nothing through but them and this server`() {
        let policy = PlaygroundPage.policy(number: "1")
        let rules = policy.split(separator: ";").map { $0.drop { $0 == " " } }
        #expect(rules.contains("default-src 'none'"))
        #expect(rules.contains("script-src 'nonce-1'"))
        #expect(rules.contains("connect-src 'self'"))
        #expect(!policy.contains("unsafe"))
        #expect(!policy.contains("*"))
    }

    @Test func `it is one whole page in a language that is named`() {
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
        #expect(page.hasSuffix("</html>\n"))
    }
}
