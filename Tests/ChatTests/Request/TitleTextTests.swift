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
        #expect(throws: TitleText.Failure.self) {
            try TitleText.title(ofCompletion: body.utf8.span, lengthMax: 50)
        }
    }

    @Test func `the first choice has the title`() throws {
        let body =
            #"{"id":"c","choices":[{"finish_reason":"stop","message":{"content":"\"A\u00e9\""}},"#
            + #"{"message":{"content":"B"}}]}"#
        for mark in ["", "\u{FEFF}"] {
            let body = mark + body
            #expect(try TitleText.title(ofCompletion: body.utf8.span, lengthMax: 50) == "Aé")
        }
    }

    @Test func `parts of text are a text`() throws {
        let body =
            #"{"id":"c","choices":[{"finish_reason":"stop","message":{"content":[{"type":"thinking","#
            + #""thinking":"no"},{"type":"text","text":"A "},{"type":"text","text":"B"},7]}}]}"#
        #expect(try TitleText.title(ofCompletion: body.utf8.span, lengthMax: 50) == "A B")
    }

    @Test(arguments: [
        (#"{"error":{"message":"words","code":429}}"#, ChatError.rateLimited),
        (#"{"object":"error","message":"words"}"#, .providerFailed),
        (#"[{"error":{"message":"words"}}]"#, .providerFailed), ("<p>words", .providerFailed),
        (#"{"id":"c","words":1,"choices":[]}"#, .answerInvalid),
        (
            #"{"id":"c","choices":[{"finish_reason":"stop","message":{"content":null,"#
                + #""refusal":"words"}}]}"#, .answerEmpty
        ),
    ])
    func `why there is no title is told, with the answer's words`(body: String, cause: ChatError) {
        let failure = #expect(throws: TitleText.Failure.self) {
            try TitleText.title(ofCompletion: body.utf8.span, lengthMax: 50)
        }
        #expect(failure?.cause == cause)
        #expect(failure?.detail.contains("words") == true)
    }

    @Test(arguments: [
        ("<think>\nHm, \"A\"?\n</think>\n\nB", "B"), ("  <think>x</think>B", "B"),
        ("The user greets.\n</think>\nB", "B"), ("Using <think> tags", "Using <think> tags"),
        ("Using <think> and </think>", "Using <think> and </think>"),
        ("<think></think>\"B\"", "B"),
    ])
    func `a thought at the start is left out`(answer: String, title: String) {
        #expect(TitleText.title(of: answer, lengthMax: 50) == title)
    }

    @Test(arguments: ["<think>and so on", "<think>a</think>", "<think>a</think> \n"])
    func `a thought alone is no title`(answer: String) {
        #expect(TitleText.title(of: answer, lengthMax: 50) == nil)
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\n\n", "\t", "\n\t", "\u{85}", "\u{2028}", "\u{B}"])
    func `a title has one line`(end: String) {
        #expect(TitleText.title(of: "A\(end)B", lengthMax: 50) == "A B")
    }
}
