import Auth
import Testing

@Suite struct APIKeyIdentityTests {
    private let digest: [UInt8] = [201, 202, 203, 204]

    @Test func `identities are equal if their digests are`() {
        let identity = APIKeyIdentity(digest: digest)
        #expect(identity == APIKeyIdentity(digest: digest))
        #expect(identity != APIKeyIdentity(digest: [201, 202, 203, 205]))
    }

    @Test func `no text shows what is inside, also not that of its holder`() {
        let identity = APIKeyIdentity(digest: digest)
        var text = "\(identity) \(String(reflecting: identity))"
        let holder = Principal.apiKey(name: "ada", identity: identity)
        text += "\(holder) \(String(reflecting: holder))"
        dump(identity, to: &text)
        dump(holder, to: &text)
        #expect(text.contains("ada"))
        #expect(!text.contains("201") && !text.lowercased().contains("c9"))
    }
}
