// What a message may show of what an operator wrote.

private import Bytes

/// The one rule by which names and values that nobody knows reach a message: what could be a secret does not.
///
/// A key is easily written where a name belongs, or pasted into the wrong setting. What resembles a known name is a
/// misspelling of it; what consists of short words of letters is no key. Beside secrets only the first is shown.
enum Disclosure {
    private static let wordLettersMax = 12
    private static let nameBytesMax = 40

    // The sections that hold a secret.
    private static let secretSections = Set(
        [Substring(ProviderSections.section)]
            + Settings.table.filter(\.shape.isSecret)
            .compactMap { $0.name.split(separator: ".").first }
    )

    /// Tells whether a dotted name stands where secrets stand, too.
    static func isAmongSecrets(_ name: String) -> Bool {
        let levels = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return levels.count == 2 && secretSections.contains(levels[0])
    }

    /// A dotted name that is none of the known ones, with everything redacted that could be a secret.
    ///
    /// - Parameters:
    ///   - known: The dotted names that may stand there.
    ///   - isAmongSecrets: Whether secrets stand beside it.
    static func name(_ name: String, among known: [String], isAmongSecrets: Bool) -> String {
        if NearestName.isMisspelling(name, among: known) { return name }
        let levels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard isAmongSecrets else {
            return levels.map { isWords($0) ? String($0) : Secret.redaction }
                .joined(separator: ".")
        }
        // Of known names the beginning may be shown.
        let shown = levels.indices.reversed().first { end in
            let beginning = levels[..<end].joined(separator: ".") + "."
            return end > 0 && known.contains { $0.hasPrefix(beginning) || $0 + "." == beginning }
        }
        return (levels[..<(shown ?? 0)].map(String.init) + [Secret.redaction])
            .joined(separator: ".")
    }

    /// A value that was refused, as a message may show it; nil shows nothing.
    ///
    /// - Parameter text: The value in JSON's manner.
    static func value(_ text: String?, of name: String) -> String? {
        guard let text, isAmongSecrets(name) else { return text }
        let bare = text.dropFirst(text.hasPrefix("\"") ? 1 : 0)
            .dropLast(text.hasSuffix("\"") ? 1 : 0)
        let isNumber = bare.utf8.allSatisfy { ASCII.isDigit($0) || "+-.e_ ".utf8.contains($0) }
        // Of addresses the user has been cut out before.
        let isShown = isWords(bare) || isNumber && bare.utf8.count <= 12 || bare.contains("://")
        return isShown ? text : Secret.redaction
    }

    /// Tells whether a text consists of short words of letters, parted by single underscores.
    private static func isWords(_ text: Substring) -> Bool {
        guard text.utf8.count <= nameBytesMax else { return false }
        return text.split(separator: "_", omittingEmptySubsequences: false).allSatisfy { word in
            let isLower = word.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
            let isUpper = word.utf8.allSatisfy { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }
            return (isLower || isUpper) && word.utf8.count <= wordLettersMax
        }
    }
}
