import TestKit
import Testing

@testable import Gateway

@Suite struct UUIDTextTests {
    @Test(arguments: [
        "123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "123e4567e89b12d3a456426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
        "{123e4567e89b12d3a456426614174000}", "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
    ])
    func `a UUID in a usual form is kept`(text: String) {
        #expect(UUIDText.isAccepted(text))
    }

    @Test(arguments: [
        "", "1", "123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-4266141740000",
        "123e4567-e89b-12d3-a456-42661417400g", "123e4567e89b-12d3-a456-4266141740000",
        "123e4567-e89b-12d3-a456426614174000-", "123e4567+e89b+12d3+a456+426614174000",
        "123e4567e89b12d3a45642661417400", " 123e4567-e89b-12d3-a456-426614174000",
        "123e4567-e89b-12d3-a456-426614174000\"", "{123e4567-e89b-12d3-a456-426614174000",
        "123e4567-e89b-12d3-a456-426614174000}", "{}", "urn:uuid:",
        "\u{FF11}23e4567e89b12d3a456426614174000",
    ])
    func `anything else is not`(text: String) {
        #expect(!UUIDText.isAccepted(text))
    }

    @Test func `a made one is canonical, of version four and its variant`() {
        var random = SeededGenerator(seed: 7)
        var made: Set<String> = []
        for _ in 0..<1000 {
            let text = UUIDText.random(using: &random)
            #expect(
                text.wholeMatch(
                    of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
                ) != nil
            )
            made.insert(text)
        }
        #expect(made.count == 1000)
    }

    @Test(arguments: [
        "9f1c5a52-3C1E-4b52-9d0a-0f3c1b2d4e5f", "9f1c5a523C1E4b529d0a0f3c1b2d4e5f",
        "{9f1c5a52-3C1E-4b52-9d0a-0f3c1b2d4e5f}", "{9f1c5a523C1E4b529d0a0f3c1b2d4e5f}",
        "urn:uuid:9f1c5a52-3C1E-4b52-9d0a-0f3c1b2d4e5f",
        "urn:uuid:9f1c5a523C1E4b529d0a0f3c1b2d4e5f",
    ])
    func `every form has one canonical form, of which an id of a message is made`(text: String) {
        #expect(UUIDText.isAccepted(text))
        #expect(UUIDText.canonical(text) == "9f1c5a52-3C1E-4b52-9d0a-0f3c1b2d4e5f")
    }
}
