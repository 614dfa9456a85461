// The `Authorization` field with a bearer token.

internal import Bytes

/// The value of an `Authorization` field, RFC 6750 section 2.1.
enum BearerToken {
    /// The scheme, for comparison; its case does not matter (RFC 9110 section 11.1).
    private static let scheme: StaticString = "bearer"

    /// Finds what follows the scheme and one or more spaces.
    ///
    /// Blanks around the value are no part of it.
    ///
    /// - Throws: `AuthFailure.notBearer` for another scheme, another separator, or nothing at all.
    static func range(in value: Span<UInt8>) throws(AuthFailure) -> Range<Int> {
        let trimmed = value.trimmedRange(0..<value.count)
        let schemeEnd = trimmed.lowerBound + scheme.utf8CodeUnitCount
        guard schemeEnd < trimmed.upperBound, value[schemeEnd] == ASCII.space,
            value.extracting(trimmed.lowerBound..<schemeEnd).equalsIgnoringCase(scheme)
        else { throw .notBearer }
        var start = schemeEnd
        while value[start] == ASCII.space { start += 1 }
        return start..<trimmed.upperBound
    }
}
