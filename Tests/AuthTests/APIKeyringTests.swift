import Testing

@testable import Auth

@Suite struct APIKeyringTests {
    private static let key = "bb-key-1-AbCdEf0123456789"
    private let keyring: APIKeyring

    init() throws {
        keyring = try APIKeyring([
            ("one", Self.key), ("two", "key two \u{E9}"), ("three", "k"),
            ("four", String(repeating: "x", count: 5000)),
        ])
    }

    private func name(of key: [UInt8]) -> String? { keyring.name(of: key.span) }

    @Test func `every configured key is found by its name`() {
        #expect(name(of: Array(Self.key.utf8)) == "one")
        #expect(name(of: Array("k".utf8)) == "three")
        #expect(name(of: Array(repeating: UInt8(ascii: "x"), count: 5000)) == "four")
    }

    @Test func `keys of one name, or of none, are told apart, in each keyring alike`() throws {
        let keys = [("", "k1"), ("", "k2"), ("a", "k3"), ("a", "k4")]
        let holders = try [keys, keys.reversed()].map { keys in
            let keyring = try APIKeyring(keys)
            return ["k1", "k2", "k3", "k4"].map { keyring.holder(of: Array($0.utf8).span) }
        }
        #expect(Set(holders[0]).count == 4 && !holders[0].contains(nil))
        #expect(holders[0] == holders[1])
    }

    @Test func `a key that is not ASCII is compared as Latin-1`() {
        #expect(name(of: Array("key two ".utf8) + [0xE9]) == "two")
        #expect(name(of: Array("key two \u{E9}".utf8)) == nil)
    }

    private static let wrongKeys: [String] = [
        "", "null", "*", "' OR '1'='1", "one", "K", "\u{212A}", "\u{FF4B}",
        "bb-key-1-abcdef0123456789", "BB-KEY-1-ABCDEF0123456789", "bb-key-1-AbCdEf012345678",
        "b-key-1-AbCdEf0123456789", "Xb-key-1-AbCdEf0123456789", "bb-key-1-AbCdEf012345678!",
        "bb-ke y-1-AbCdEf0123456789", "9876543210fEdCbA-1-yek-bb", "%62b-key-1-AbCdEf0123456789",
        "\(key)x", "\(key)\(key)", "\(key), \(key)", "\"\(key)\"", "\(key)\0", "\0\(key)",
        "Basic \(key)",
        "\(key)\u{A0}", key.padding(to: 8000),
    ]

    @Test(arguments: wrongKeys)
    func `no other key is found`(key: String) {
        #expect(name(of: Array(key.utf8)) == nil)
    }

    @Test func `every single changed bit of a key is noticed`() {
        for index in 0..<Self.key.utf8.count {
            for bit in 0..<8 {
                var bytes = Array(Self.key.utf8)
                bytes[index] ^= 1 << bit
                #expect(name(of: bytes) == nil)
            }
        }
    }

    @Test func `no key at all is an error`() {
        #expect(throws: AuthenticatorError.noAPIKeys) { try APIKeyring([]) }
    }

    @Test(arguments: [
        "", " ", " k", "k ", "\tk", "k\n", "a\0b", "a\u{7F}", "\u{20AC}", "e\u{301}", "\u{1F600}",
    ])
    func `a key that no field can carry is an error`(key: String) {
        #expect(throws: AuthenticatorError.unusableAPIKey(index: 0)) {
            try APIKeyring([("n", key)])
        }
    }

    @Test func `one key under two names is an error`() {
        #expect(throws: AuthenticatorError.duplicateAPIKey(index: 0, otherIndex: 2)) {
            try APIKeyring([("a", "k"), ("b", "l"), ("c", "k")])
        }
    }

    @Test func `two keys may have one name`() throws {
        let rotating = try APIKeyring([("a", "old"), ("a", "new")])
        let old = Array("old".utf8)
        let new = Array("new".utf8)
        #expect(rotating.name(of: old.span) == "a")
        #expect(rotating.name(of: new.span) == "a")
    }
}

extension String {
    /// The string made longer with the letter a.
    fileprivate func padding(to count: Int) -> String {
        self + String(repeating: "a", count: count - utf8.count)
    }
}
