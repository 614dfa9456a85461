// The ids of tool calls, compared without being copied.

internal import Bytes
internal import JSON

/// A call's id for the purpose of comparing: 16 bytes, however long it is.
///
/// Two hashes with the process's own random seed (SipHash), so that nobody can choose an id that meets another's.
struct CallKey: Hashable {
    private let low: Int
    private let high: Int

    /// - Parameter body: The body that the id stands in.
    init(_ id: JSONSlice, in body: Span<UInt8>) {
        let content = body.extracting(id.range)
        if id.hasEscapes {
            let text = JSONString.unescaped(content)
            self.init(text.utf8.span)
        } else {
            self.init(content)
        }
    }

    private init(_ text: Span<UInt8>) {
        low = Self.hash(text, kind: 1)
        high = Self.hash(text, kind: 2)
    }

    private static func hash(_ text: Span<UInt8>, kind: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(kind)
        hasher.combine(text)
        return hasher.finalize()
    }
}
