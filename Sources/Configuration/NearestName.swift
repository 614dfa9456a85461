// Finds what was probably meant by a name that nobody knows.

/// Suggestions for misspelt names.
enum NearestName {
    /// The refusal of an unknown name, with the nearest known one where there is a near one.
    ///
    /// - Parameter spell: How a known name is written where the unknown one stands.
    static func unknown(
        _ name: String,
        among known: [String],
        spell: (String) -> String = { $0 }
    ) -> String {
        guard let nearest = nearest(to: name, among: known), nearest != name else {
            return "is not a known key"
        }
        return "is not a known key; did you mean \(spell(nearest))?"
    }

    /// The known dotted name with the fewest edits, at most three, and at most half of the last
    /// word.
    static func nearest(to name: String, among known: [String]) -> String? {
        let lastWord = name.split(omittingEmptySubsequences: false) { $0 == "." }.last ?? ""
        let editsMax = min(lastWord.utf8.count / 2, 3)
        var best: (name: String, edits: Int)?
        for candidate in known {
            let edits = editCount(from: Array(name.utf8), to: Array(candidate.utf8))
            if edits <= editsMax, edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.name
    }

    /// Tells whether a name is a known one with at most one error for three letters of its last word, so that it tells
    /// nothing that the known one does not.
    static func isMisspelling(_ name: String, among known: [String]) -> Bool {
        guard let nearest = nearest(to: name, among: known) else { return false }
        let lastWord = nearest.split(omittingEmptySubsequences: false) { $0 == "." }.last ?? ""
        let edits = editCount(from: Array(name.utf8), to: Array(nearest.utf8))
        return edits <= lastWord.utf8.count / 3
    }

    // Levenshtein's distance, one row at a time.
    private static func editCount(from source: [UInt8], to target: [UInt8]) -> Int {
        var row = Array(0...target.count)
        for (line, byte) in source.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in target.indices {
                let substitution = diagonal + (byte == target[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
            }
        }
        return row[target.count]
    }
}
