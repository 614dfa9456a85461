// The configured API keys, looked up in a time that tells nothing about them.

internal import Bytes
private import CJWT

/// The digests of the configured keys with their names.
///
/// Digests are of one length whatever the keys are, and what a comparison of digests reveals about
/// a key is nothing. A look-up compares with every one of them, each comparison in constant time,
/// so a near miss takes as long as any other.
struct APIKeyring: Sendable {
    private static let digestBytes = Int(SHA256_DIGEST_LENGTH)

    private var digests: [[UInt8]] = []
    private var names: [String] = []

    /// Takes the keys of the settings.
    ///
    /// - Throws: `AuthenticatorError.noAPIKeys`, `.unusableAPIKey`, `.duplicateAPIKey`.
    init(_ keys: [(name: String, key: String)]) throws(AuthenticatorError) {
        guard !keys.isEmpty else { throw .noAPIKeys }
        for (index, (name, key)) in keys.enumerated() {
            guard let bytes = Self.fieldValue(of: key) else { throw .unusableAPIKey(index: index) }
            if let other = self.index(of: bytes.span) {
                throw .duplicateAPIKey(index: other, otherIndex: index)
            }
            digests.append(Self.digest(of: bytes.span))
            names.append(name)
        }
    }

    /// The name of a key, or nil if it is not one of the configured ones.
    func name(of key: Span<UInt8>) -> String? { index(of: key).map { names[$0] } }

    /// The holder of a key, or nil if it is not one of the configured ones.
    func holder(of key: Span<UInt8>) -> Principal? {
        index(of: key).map {
            .apiKey(name: names[$0], identity: APIKeyIdentity(digest: digests[$0]))
        }
    }

    private func index(of key: Span<UInt8>) -> Int? {
        let presented = Self.digest(of: key)
        var found: Int?
        for (index, digest) in digests.enumerated()
        where CRYPTO_memcmp(digest, presented, Self.digestBytes) == 0 {
            found = index
        }
        return found
    }

    /// The one form in which a header field carries the key, Latin-1, or nil if none can.
    private static func fieldValue(of key: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for scalar in key.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value), byte >= 0x20, byte != 0x7F else {
                return nil
            }
            bytes.append(byte)
        }
        let isUsable = !bytes.isEmpty && bytes.first != ASCII.space && bytes.last != ASCII.space
        return isUsable ? bytes : nil
    }

    private static func digest(of key: Span<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: digestBytes) { digest, count in
            key.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, digest.baseAddress) }
            count = digestBytes
        }
    }
}
