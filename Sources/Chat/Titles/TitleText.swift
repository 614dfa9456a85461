// The title that is made of a model's answer.

internal import Bytes
internal import JSON

/// Makes titles of what models answer.
public enum TitleText {
    /// Why an answer has no title.
    public struct Failure: Error, Sendable {
        /// The cause.
        public let cause: ChatError
        /// What is wrong; for the log only.
        public let detail: String
    }

    /// The title in the body of the provider's answer.
    ///
    /// An answer that was cut off in the provider's envelope, that is a refusal or that calls a tool has no title.
    /// - Throws: Why there is none worth showing.
    public static func title(
        ofCompletion body: Span<UInt8>,
        lengthMax: Int
    ) throws(Failure) -> String {
        let body = body.extracting(byteOrderMarkCount(of: body)...)
        do throws(RelayAnswer.Failure) {
            _ = try RelayAnswer(body)
        } catch {
            throw Failure(cause: error.cause, detail: error.detail)
        }
        guard let answer = try? JSONValue(parsing: body, policy: .lenient) else {
            throw Failure(cause: .answerInvalid, detail: FailureDetail.text(body))
        }
        guard answer["id"]?.string != nil, let choice = answer["choices"]?[0],
            choice["finish_reason"]?.string != nil
        else { throw Failure(cause: .answerInvalid, detail: FailureDetail.text(body)) }
        let content = choice["message"]?["content"]
        let text = content?.string ?? content?.array.map(text(ofParts:)) ?? ""
        guard let title = title(of: text, lengthMax: lengthMax) else {
            throw Failure(cause: .answerEmpty, detail: FailureDetail.text(body))
        }
        return title
    }

    /// The number of bytes of the mark with which some servers begin their texts.
    public static func byteOrderMarkCount(of body: Span<UInt8>) -> Int {
        body.hasPrefix("\u{FEFF}") ? 3 : 0
    }

    private static func text(ofParts parts: [JSONValue]) -> String {
        parts.reduce(into: "") { text, part in
            if part["type"]?.string == "text" { text += part["text"]?.string ?? "" }
        }
    }

    /// The title in a text: trimmed, on one line, without a thought before it and a pair of quotation marks around
    /// it, and cut to a length; nil if nothing is left.
    ///
    /// Lengths are counted in code points. A cut is made at the last space if that leaves more than
    /// 60 percent of the length, and is marked by three dots, which may then exceed the length by
    /// two.
    public static func title(of text: String, lengthMax: Int) -> String? {
        var scalars = onOneLine(trimmed(withoutThought(Array(text.unicodeScalars)[...])))
        if scalars.count > 1, let first = scalars.first, first == scalars.last,
            first == "\"" || first == "'"
        {
            scalars = scalars.dropFirst().dropLast()
        }
        if scalars.count > lengthMax {
            let head = scalars.prefix(lengthMax)
            let space = head.lastIndex(of: " ").map { $0 - head.startIndex } ?? 0
            let kept = Double(space) > 0.6 * Double(lengthMax) ? space : max(lengthMax - 3, 0)
            scalars = head.prefix(kept) + ["." as Unicode.Scalar, ".", "."]
        }
        guard !scalars.isEmpty else { return nil }
        var title = String.UnicodeScalarView()
        title.append(contentsOf: scalars)
        return String(title)
    }

    private typealias Scalars = ArraySlice<Unicode.Scalar>

    private static func trimmed(_ text: Scalars) -> Scalars {
        var text = text
        while let first = text.first, first.isPythonSpace { text.removeFirst() }
        while let last = text.last, last.isPythonSpace { text.removeLast() }
        return text
    }

    /// What stands behind a thought at the start.
    ///
    /// The opening tag may be missing, because some templates of models put it into the prompt; a thought that is not
    /// closed is all there is.
    private static func withoutThought(_ text: Scalars) -> Scalars {
        let text = trimmed(text)
        let begins = text.starts(with: "<think>".unicodeScalars)
        if !begins, text.firstIndex(of: "<think>") != nil { return text }
        guard let end = text.firstIndex(of: "</think>") else { return begins ? [] : text }
        return text[(end + "</think>".unicodeScalars.count)...]
    }

    /// Each run of line ends and tabs as one blank.
    private static func onOneLine(_ text: Scalars) -> Scalars {
        var line: Scalars = []
        var isInRun = false
        for scalar in text {
            let isBreak = scalar.endsLine || scalar == "\t"
            if !isBreak { line.append(scalar) } else if !isInRun { line.append(" ") }
            isInRun = isBreak
        }
        return line
    }
}

extension ArraySlice<Unicode.Scalar> {
    fileprivate func firstIndex(of word: String) -> Int? {
        let word = Array(word.unicodeScalars)
        guard count >= word.count else { return nil }
        return (startIndex...endIndex - word.count).first { self[$0...].starts(with: word) }
    }
}

extension Unicode.Scalar {
    /// Tells whether a line ends with it, by Unicode Standard Annex 14.
    fileprivate var endsLine: Bool {
        switch value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Tells whether Python's `str.strip` removes the character.
    fileprivate var isPythonSpace: Bool {
        // U+001C to U+001F are separators to Python, but no white space to Unicode.
        properties.isWhitespace || 0x1C...0x1F ~= value
    }
}
