// Whether a request's body is taken as JSON, by its Content-Type.

internal import Bytes

/// What a request says about its body.
public enum RequestContentType: Sendable, Equatable {
    /// `application/json` or `application/…+json`, whatever the parameters.
    case json
    /// No type at all.
    case absent
    /// Any other type.
    case other

    /// Classifies the value of a Content-Type field, several values joined by commas; nil if there
    /// is none.
    ///
    /// Of a list every type must be JSON: `fetch` joins the type of an application with its own.
    public init(_ value: Span<UInt8>?) {
        guard let value else {
            self = .absent
            return
        }
        var start = 0
        repeat {
            let end = value.firstIndex(of: ASCII.comma, from: start) ?? value.count
            guard Self.isJSON(value, in: start..<end) else {
                self = .other
                return
            }
            start = end + 1
        } while start < value.count
        self = .json
    }

    /// Tells whether a chat request with this type is read as JSON.
    ///
    /// Without a type it is, as it always was, but not from a browser: a page of any origin can
    /// send a body without a type and without a preflight, yet never without `Origin`. Such bodies
    /// are answered by ``RequestRejection/notAnObject(_:)``, and so are all bodies without a type
    /// for other endpoints.
    ///
    /// - Parameter hasOrigin: Whether the request has an `Origin` field.
    public func isReadAsChat(hasOrigin: Bool) -> Bool {
        switch self {
        case .json: true
        case .absent: !hasOrigin
        case .other: false
        }
    }

    private static func isJSON(_ value: Span<UInt8>, in range: Range<Int>) -> Bool {
        let semicolon = value.firstIndex(of: UInt8(ascii: ";"), from: range.lowerBound)
        let end = min(semicolon ?? range.upperBound, range.upperBound)
        let type = value.extracting(value.trimmedRange(range.lowerBound..<end))
        let family: StaticString = "application/"
        let prefixCount = family.utf8CodeUnitCount
        guard type.count > prefixCount,
            type.extracting(0..<prefixCount).equalsIgnoringCase(family)
        else { return false }
        let subtype = type.extracting(prefixCount..<type.count)
        if subtype.equalsIgnoringCase("json") { return true }
        let suffix: StaticString = "+json"
        let suffixCount = suffix.utf8CodeUnitCount
        return subtype.count > suffixCount
            && subtype.extracting(subtype.count - suffixCount..<subtype.count)
                .equalsIgnoringCase(suffix)
    }
}
