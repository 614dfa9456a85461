// The pieces that the mock's text is made of.

internal import Bytes

extension MockText {
    /// A piece of text in both of its forms.
    struct Piece: Sendable {
        let text: StaticString
        let content: StaticString

        /// A piece that JSON does not escape.
        init(_ text: StaticString) {
            self.init(text, text)
        }

        init(_ text: StaticString, _ content: StaticString) {
            self.text = text
            self.content = content
        }

        /// The length of the text, in bytes of UTF-8.
        var byteCount: Int { text.utf8CodeUnitCount }

        func append(as form: Form, into output: inout ByteBuffer) {
            switch form {
            case .text: output.append(text)
            case .content: output.append(content)
            }
        }
    }

    /// Characters that many clients take for the end of a line, raw; an event stream knows only CR and LF.
    ///
    /// They are in the text only where the directive `lines` asks for them.
    static let lineEnds: [Piece] = [
        Piece("\u{85}"), Piece("\u{2028}"), Piece("\u{2029}"), Piece("\u{85}\u{2028}"),
    ]

    /// All other pieces; their order is part of the text's definition.
    static let vocabulary: [Piece] = [
        Piece("a"), Piece(" the"), Piece(" stream"), Piece(" of"), Piece(" tokens"),
        Piece(" arrives"), Piece(", one"), Piece(" by"), Piece(" one"), Piece("."),
        Piece(" Nothing"), Piece(" is"), Piece(" lost"), Piece(" and"), Piece(" in"),
        Piece(" order"),
        Piece(" interoperability"), Piece(" back-pressure"), Piece("!"), Piece(" 42"),
        Piece(" counterrevolutionaries", " counterrevolutionaries"),
        Piece("data: "), Piece(": ping"), Piece("[DONE]"), Piece("{}"), Piece("<b>&amp;</b>"),
        // What JSON must escape.
        Piece(" \"quoted\"", #" \"quoted\""#), Piece("\\", #"\\"#), Piece("C:\\new", #"C:\\new"#),
        Piece("\n", #"\n"#), Piece("\n\n", #"\n\n"#), Piece("\r\n", #"\r\n"#), Piece("\t", #"\t"#),
        Piece("\u{1}", #"\u0001"#), Piece("\u{0}", #"\u0000"#), Piece("\u{8}\u{C}", #"\b\f"#),
        Piece("\u{1B}[1m", #"\u001b[1m"#), Piece(" {\"a\":[1]}", #" {\"a\":[1]}"#),
        // What JSON may escape.
        Piece("</script>", #"<\/script>"#), Piece("A", #"\u0041"#),
        Piece(" caf\u{E9}", #" caf\u00e9"#),
        Piece("\u{20AC}", #"\u20AC"#), Piece("\u{1F600}", #"\ud83d\ude00"#),
        Piece("\u{1D11E}", #"\uD834\uDD1E"#), Piece("\u{2028}", #"\u2028"#),
        // What has two, three and four bytes, and what only looks like one character.
        Piece(" na\u{EF}ve"), Piece(" \u{3A9}\u{3BC}\u{3AD}\u{3B3}\u{3B1}"), Piece("\u{2014}"),
        Piece("\u{6587}\u{5B57}"), Piece("\u{D55C}\u{AD6D}\u{C5B4}"), Piece("\u{627}\u{644}"),
        Piece("\u{1F680}"), Piece("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"), Piece("e\u{301}"),
        Piece("\u{FEFF}"), Piece("\u{FFFD}"), Piece("\u{10FFFF}"), Piece("\u{7F}"), Piece("\u{AD}"),
    ]
}
