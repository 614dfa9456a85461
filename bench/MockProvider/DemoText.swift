// What the mock says when nobody tells it what to say.

internal import Bytes
internal import JSON

/// A readable answer, word by word, for people who try the server without a provider.
enum DemoText {
    private static let answer =
        "Hello! I am the demo provider that lives inside Mamba. There is no language model behind "
        + "me and no network beyond this machine: I say these sentences word by word, at the pace "
        + "of a real model, so that you can see a chat stream without a key and without a bill.\n\n"
        + "Mamba itself is the server between this page and a model. It takes your message, asks a "
        + "provider that speaks the OpenAI protocol, and hands each token on the moment it arrives "
        + "\u{2014} from a few conversations to many thousands at once, on one small machine.\n\n"
        + "To talk to a real model, start `mamba serve` with an `OPENAI_API_KEY`. Until then, ask "
        + "me for a *form*, a *chart*, some *code* or a *card*, and I will call the tool "
        + "for it. \u{1F40D}"

    /// The title of every conversation.
    static let title = "Getting to know Mamba"

    /// The words of the answer, each with the white space before it.
    static let words: [String] = {
        var words: [String] = []
        var word = ""
        for character in answer {
            if character == " " || character == "\n", word.last.map(isWhiteSpace) == false {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        words.append(word)
        return words
    }()

    private static func isWhiteSpace(_ character: Character) -> Bool {
        character == " " || character == "\n"
    }

    private static let contents: [[UInt8]] = words.map { word in
        var output = ByteBuffer()
        JSONString.escape(word, into: &output)
        return Array(output.bytes)
    }

    /// Appends word `index`; behind the last comes the first again.
    static func appendWord(_ index: Int, as form: MockText.Form, into output: inout ByteBuffer) {
        switch form {
        case .text: output.append(words[index % words.count])
        case .content:
            let content = contents[index % contents.count]
            output.append(content.span)
        }
    }
}
