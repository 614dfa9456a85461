// What a request is about: path, query and, in absolute form, authority.

internal import Bytes

/// The target of a request.
///
/// Taken are origin form (`/path?query`), absolute form (`http://host/path?query`) and, for
/// OPTIONS, `*`. Dot segments and empty segments are left as they are: a path either equals a route
/// or does not. RFC 9112 section 3.2.
public struct RequestTarget: Sendable, Equatable {
    /// The path, percent-decoded; `*` for the target of OPTIONS that means the server.
    public let path: String
    /// The path as it was sent; `/` where an absolute form has none.
    public let rawPath: String
    /// What follows the first `?`, as it was sent, or nil.
    public let query: String?
    /// The host and port of a target in absolute form, or nil.
    public let authority: String?

    /// Reads the middle part of a request line.
    ///
    /// - Throws: `HTTPError.badTarget`, `.badPercentEncoding`, `.badHost`.
    init(_ bytes: Span<UInt8>, method: Method) throws(HTTPError) {
        guard !bytes.isEmpty else { throw .badTarget }
        for index in bytes.indices {
            // A fragment is never sent. Bytes beyond ASCII must be percent-encoded. RFC 3986
            // section 2.
            guard FieldSyntax.isVisible(bytes[index]), bytes[index] != 0x23 else {
                throw .badTarget
            }
        }
        if bytes.equals("*") {
            guard method == .options else { throw .badTarget }
            path = "*"
            rawPath = path
            query = nil
            authority = nil
            return
        }
        let place = try Self.placeOfAuthority(bytes)
        authority = place.map { String(bytes.extracting($0)) }
        let start = place?.upperBound ?? 0
        let question = bytes.firstIndex(of: 0x3F, from: start)
        let pathBytes = bytes.extracting(start..<(question ?? bytes.count))
        query = question.map { String(bytes.extracting(($0 + 1)..<bytes.count)) }
        // An absolute form may leave the path out; an origin form cannot come here without one.
        rawPath = pathBytes.isEmpty ? "/" : String(pathBytes)
        guard pathBytes.firstIndex(of: 0x25) != nil else {
            path = rawPath
            return
        }
        guard let decoded = PercentEncoding.decodedPath(pathBytes) else {
            throw .badPercentEncoding
        }
        path = decoded
    }

    /// The value of the first item of a name in the query, both percent-decoded; empty if it has no
    /// `=`; nil if there is none.
    public func queryItem(_ name: String) -> String? {
        guard let query else { return nil }
        let bytes = query.utf8.span
        var start = 0
        while start <= bytes.count {
            let end = bytes.firstIndex(of: 0x26, from: start) ?? bytes.count
            let item = bytes.extracting(start..<end)
            let nameEnd = item.firstIndex(of: 0x3D) ?? item.count
            if PercentEncoding.decodedQueryPart(item.extracting(0..<nameEnd)) == name {
                let valueStart = min(nameEnd + 1, item.count)
                return PercentEncoding.decodedQueryPart(item.extracting(valueStart..<item.count))
            }
            start = end + 1
        }
        return nil
    }

    /// The place of the authority in a target of absolute form; nil in one of origin form.
    private static func placeOfAuthority(
        _ bytes: Span<UInt8>
    ) throws(HTTPError) -> Range<Int>? {
        guard bytes[0] != 0x2F else { return nil }
        guard let colon = bytes.firstIndex(of: ASCII.colon), bytes.hasPrefix("://", at: colon)
        else {
            throw .badTarget
        }
        let scheme = bytes.extracting(0..<colon)
        guard scheme.equalsIgnoringCase("http") || scheme.equalsIgnoringCase("https") else {
            throw .badTarget
        }
        let start = colon + 3
        let slash = bytes.firstIndex(of: 0x2F, from: start) ?? bytes.count
        let question = bytes.firstIndex(of: 0x3F, from: start) ?? bytes.count
        let place = start..<min(slash, question)
        guard Authority.isValid(bytes.extracting(place)) else { throw .badHost }
        return place
    }
}
