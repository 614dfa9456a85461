import Testing

import Auth

@Suite struct AuthenticatorErrorTests {
    @Test func `what is missing is said in the words operators know`() {
        #expect(
            AuthenticatorError.noAPIKeys.description
                == "At least one API key is required when auth mode is 'api_key'"
        )
        #expect(
            AuthenticatorError.missingSecret.description
                == "JWT secret is required when auth mode is 'jwt'"
        )
    }

    @Test(arguments: [
        (AuthenticatorError.unusableAPIKey(index: 3), ["auth.api_keys[3]"]),
        (.duplicateAPIKey(index: 1, otherIndex: 2), ["auth.api_keys", "[1]", "[2]"]),
        (.unknownAlgorithm("FOO256"), ["auth.jwt.algorithm", "'FOO256'", "HS256", "ES512"]),
        (.secretTooShort(byteCount: 5, byteCountMin: 32), ["auth.jwt.secret", "5", "32"]),
        (.secretIsPEM, ["auth.jwt.secret", "PEM"]),
        (.notAPublicKey, ["auth.jwt.secret", "PEM"]),
        (.wrongKeyKind(algorithm: "ES256"), ["auth.jwt.secret", "ES256"]),
        (.rsaKeyTooSmall(bitCount: 1024, bitCountMin: 2048), ["auth.jwt.secret", "1024", "2048"]),
        (.emptyIssuer, ["auth.jwt.issuer"]),
        (.emptyAudience, ["auth.jwt.audience"]),
    ])
    func `a sentence names the setting and what is wrong with it`(
        error: AuthenticatorError,
        words: [String]
    ) {
        for word in words { #expect(error.description.contains(word)) }
    }
}
