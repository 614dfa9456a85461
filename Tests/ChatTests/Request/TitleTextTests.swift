// Titles out of answers.

import Testing

@testable import Chat

@Suite struct TitleTextTests {
    @Test(arguments: [
        (" \u{85}\u{2028}\u{1C}\u{1F}\u{3000}T\u{A0}\n", "T"),
        ("\u{200B}T\u{FEFF}", "\u{200B}T\u{FEFF}"),
        ("\"T\"", "T"), ("'T'", "T"), ("\"T'", "\"T'"), ("\"\"T\"\"", "\"T\""),
        ("\"A\" and \"B\"", "A\" and \"B"),
        ("\"", "\""), ("' T '", " T "), ("``T``", "``T``"), ("\"\"\"", "\""),
    ])
    func `blanks and one pair of quotation marks are taken off`(_ answer: String, _ title: String) {
        #expect(TitleText.title(of: answer, lengthMax: 50) == title)
    }

    @Test(arguments: ["", "   ", "\"\"", "''", "\n\u{2029}"])
    func `nothing is no title`(_ answer: String) {
        #expect(TitleText.title(of: answer, lengthMax: 50) == nil)
    }

    @Test(arguments: [49, 50])
    func `a title of the greatest length stays`(_ count: Int) {
        let title = String(repeating: "a", count: count)
        #expect(TitleText.title(of: title, lengthMax: 50) == title)
    }

    @Test(arguments: [
        (30, String(repeating: "a", count: 30) + " " + String(repeating: "b", count: 16) + "..."),
        (31, String(repeating: "a", count: 31) + "..."),
        (49, String(repeating: "a", count: 49) + "..."),
        (50, String(repeating: "a", count: 47) + "..."),
    ])
    func `a longer one is cut at a space in its last forty percent`(_ space: Int, _ title: String) {
        let answer = String(repeating: "a", count: space) + " " + String(repeating: "b", count: 60)
        #expect(TitleText.title(of: answer, lengthMax: 50) == title)
    }

    @Test func `code points are counted and never merged`() {
        let accented = String(repeating: "e\u{301}", count: 6)
        let title = TitleText.title(of: accented, lengthMax: 10)
        #expect(
            title.map { Array($0.unicodeScalars) }
                == Array("e\u{301}e\u{301}e\u{301}e...".unicodeScalars)
        )
        #expect(TitleText.title(of: "a\r\nb", lengthMax: 4) == "a\r\nb")
    }

    @Test(arguments: [
        #"{"id":"c","choices":[]}"#,
        #"{"id":"c","choices":[{"finish_reason":"stop","message":{"content":null}}]}"#,
        #"{"id":"c","choices":[{"finish_reason":"stop","message":{"refusal":"no"}}]}"#,
        #"{"choices":[{"finish_reason":"stop","message":{"content":"x"}}]}"#,
        #"{"id":"c","choices":[{"message":{"content":"x"}}]}"#,
        #"{"id":"c","choices":[{"finish_reason":"stop","message":{"content":["x"]}}]}"#,
        "[]", "null", "", "{", "<html>",
    ])
    func `an answer without text or without its envelope has no title`(_ body: String) {
        #expect(TitleText.title(ofCompletion: body.utf8.span, lengthMax: 50) == nil)
    }

    @Test func `the first choice has the title`() {
        let body =
            #"{"id":"c","choices":[{"finish_reason":"stop","message":{"content":"\"A\u00e9\""}},"#
            + #"{"message":{"content":"B"}}]}"#
        #expect(TitleText.title(ofCompletion: body.utf8.span, lengthMax: 50) == "Aé")
    }
}
