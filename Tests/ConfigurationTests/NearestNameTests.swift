// Suggestions for misspelt names.

import Testing

@testable import Configuration

@Suite struct NearestNameTests {
    private let known = ["server.port", "server.host", "auth.api_keys", "a"]

    @Test(
        arguments: [
            ("server.prt", "server.port"), ("server.hots", "server.host"),
            ("auth.api_key", "auth.api_keys"), ("server.port", "server.port"),
            ("sever.port", "server.port"), ("server_port", "server.port"),

        ]
    )
    func `a name with few errors finds what was meant`(name: String, nearest: String) {
        #expect(NearestName.nearest(to: name, among: known) == nearest)
    }

    @Test(arguments: ["", "b", "xyz", "completely.different", "server.model", "server.ho"])
    func `a name that resembles none gets no suggestion`(name: String) {
        #expect(NearestName.nearest(to: name, among: known) == nil)
    }

    @Test(
        arguments: [
            ("s.abcdef", "s.abcxyz", true), ("s.abcdef", "s.abwxyz", false),
            ("s.abcd", "s.abxy", true), ("s.abcd", "s.axyz", false), ("s.a", "s.b", false),
            ("s.abcdefghijkl", "s.abcdefghwxyz", false),
        ]
    )
    func `at most three edits are forgiven, and half of the last word`(
        name: String,
        candidate: String,
        isNear: Bool
    ) {
        #expect((NearestName.nearest(to: name, among: [candidate]) != nil) == isNear)
    }

    @Test func `a suggestion is spelt as its place asks`() {
        #expect(
            NearestName.unknown("server.prt", among: known, spell: Variable.name(of:))
                == "is not a known key; did you mean MAMBA_SERVER__PORT?"
        )
    }

    @Test func `the sentence names the suggestion where there is one`() {
        #expect(
            NearestName.unknown("server.prt", among: known)
                == "is not a known key; did you mean server.port?"
        )
        #expect(NearestName.unknown("zzz", among: known) == "is not a known key")
    }
}
