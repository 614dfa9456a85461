import TestKit
import Testing

@testable import Auth

/// libjwt without memory: it accepts any signature when it fails to copy the key, and its caller must not.
///
/// libcrypto without memory, too.
@Suite(.serialized) struct JSONWebTokenTests {
    private static let algorithms = ["HS256", "HS512"]

    fileprivate struct Subject {
        let key: VerificationKey
        let token: [UInt8]
        var type = JWTHeader.TokenType.jwt

        init(algorithm: String, forged: Bool) throws {
            let file = JWTVerifierTests.file
            let row = try #require(file.cases.first { $0.name == algorithm })
            let known = try #require(JWTAlgorithm(rawValue: algorithm))
            key = try VerificationKey(Array(file.settings[row.setting].key.utf8), algorithm: known)
            var token = Array(row.token.utf8)
            if forged {
                let position = token.count - 20
                token[position] = token[position] == 0x41 ? 0x42 : 0x41
            }
            self.token = token
        }

        var isAccepted: Bool {
            guard let compact = try? CompactToken(token.span) else { return false }
            return key.verifies(token.span, compact, type: type)
        }
    }

    @Test(arguments: algorithms + ["RS256", "ES256", "ES512"])
    func `a good token is accepted and a forged one is not`(algorithm: String) throws {
        #expect(try Subject(algorithm: algorithm, forged: false).isAccepted)
        #expect(try !Subject(algorithm: algorithm, forged: true).isAccepted)
    }

    @Test(arguments: algorithms, FailingAllocator.Mode.allCases)
    func `no token is accepted when an allocation of libjwt fails`(
        algorithm: String,
        mode: FailingAllocator.Mode
    ) throws {
        let allocator = FailingAllocator(libraries: ["libjwt.so.0", "libjansson.so.4"])
        for forged in [false, true] {
            let subject = try Subject(algorithm: algorithm, forged: forged)
            let count = allocator.everyFailure(of: subject, mode) { index, isAccepted in
                #expect(!isAccepted, "allocation \(index)")
            }
            #expect(count > 30)
            #expect(subject.isAccepted == !forged)
        }
    }

    /// libcrypto does without some of its allocations, so a good token may well be accepted.
    @Test(
        arguments: [
            ("HS256", JWTHeader.TokenType.jwt), ("HS256", .accessToken), ("RS256", .jwt),
            ("ES256", .jwt),
        ],
        FailingAllocator.Mode.allCases
    )
    func `no forged token is accepted when an allocation of libcrypto fails`(
        token: (algorithm: String, type: JWTHeader.TokenType),
        mode: FailingAllocator.Mode
    ) throws {
        let allocator = FailingAllocator(libraries: ["libcrypto.so.3", "libjwt.so.0"])
        let algorithm = token.algorithm
        var subject = try Subject(algorithm: algorithm, forged: true)
        subject.type = token.type
        let count = allocator.everyFailure(of: subject, mode) { index, isAccepted in
            #expect(!isAccepted, "allocation \(index)")
        }
        #expect(count > 2)
        #expect(try Subject(algorithm: algorithm, forged: false).isAccepted)
    }

    @Test func `without a failure the allocator changes nothing`() throws {
        let allocator = FailingAllocator(libraries: ["libjwt.so.0", "libjansson.so.4"])
        let replacedCount = allocator.replacedCount
        #expect(replacedCount >= 5)
        #expect(try Subject(algorithm: "HS256", forged: false).isAccepted)
    }
}

extension FailingAllocator {
    /// Verifies a subject once for each of its allocations, that one failing; returns their number.
    fileprivate borrowing func everyFailure(
        of subject: JSONWebTokenTests.Subject,
        _ mode: Mode,
        _ check: (_ index: Int, _ isAccepted: Bool) -> Void
    ) -> Int {
        // The first verification fills caches whose failure would last.
        _ = subject.isAccepted
        var index = 0
        while true {
            var isAccepted = false
            let failed = failing(at: index, mode) { isAccepted = subject.isAccepted }
            guard failed > 0 else { return index }
            check(index, isAccepted)
            index += 1
        }
    }
}
