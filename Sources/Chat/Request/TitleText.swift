// The title that is made of a model's answer.

internal import JSON

/// Makes titles of what models answer.
public enum TitleText {
    /// The title in the body of the provider's answer; nil if there is none worth showing.
    ///
    /// An answer that was cut off in the provider's envelope, that is a refusal or that calls a
    /// tool has no title.
    public static func title(ofCompletion body: Span<UInt8>, lengthMax: Int) -> String? {
        let answer: JSONValue
        do throws(JSONError) {
            answer = try JSONValue(parsing: body, policy: .lenient)
        } catch {
            return nil
        }
        guard answer["id"]?.string != nil, let choice = answer["choices"]?[0],
            choice["finish_reason"]?.string != nil,
            let text = choice["message"]?["content"]?.string
        else { return nil }
        return title(of: text, lengthMax: lengthMax)
    }

    /// The title in a text: trimmed, without a pair of quotation marks around it, and cut to a
    /// length; nil if nothing is left.
    ///
    /// Lengths are counted in code points. A cut is made at the last space if that leaves more than
    /// 60 percent of the length, and is marked by three dots, which may then exceed the length by
    /// two.
    public static func title(of text: String, lengthMax: Int) -> String? {
        var scalars = Array(text.unicodeScalars)[...]
        while let first = scalars.first, first.isPythonSpace { scalars.removeFirst() }
        while let last = scalars.last, last.isPythonSpace { scalars.removeLast() }
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
}

extension Unicode.Scalar {
    /// Tells whether Python's `str.strip` removes the character.
    fileprivate var isPythonSpace: Bool {
        // U+001C to U+001F are separators to Python, but no white space to Unicode.
        properties.isWhitespace || 0x1C...0x1F ~= value
    }
}
