// A JSON object in which every name means one thing.

internal import Bytes
internal import JSON

extension JSONObject {
    /// Reads a text that is one JSON object, no two of its members of one name; else nil.
    ///
    /// Readers disagree about which of two members counts (RFC 7515 section 4, RFC 7519 section 4),
    /// and a token passes through two of them: this one and libjwt's.
    init?(uniqueMembersOf text: Span<UInt8>, depthMax: Int) {
        do {
            var reader = JSONReader(text, depthMax: depthMax)
            var memberCount = 0
            try reader.beginObject()
            while try reader.nextKey() != nil {
                _ = try reader.skipValue()
                memberCount += 1
            }
            let value = try JSONValue(parsing: text, depthMax: depthMax)
            guard let object = value.object, object.members.count == memberCount else { return nil }
            self = object
        } catch {
            return nil
        }
    }
}
