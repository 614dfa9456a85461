// Credentials: nothing gets in that was not signed with the key, or is not one of the keys.

import Auth
import Bytes
import Foundation
import JSON

/// What must hold for authentication.
///
/// A fuzzer cannot sign, so whatever is accepted must be, byte for byte, a token that was signed before.
enum TokenProperty {
    private static let now = 1_750_000_000.0
    private static let secret = "a secret of exactly sixty-four bytes, for the largest of hashes!"
    private static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEHzAcUWSlGBHcuf3y3RiNrWI+pE6+
        dD2T7fIzg9t6wEe3YbTaRtaI6qKZh9AB+cBF2nYJPJywk+HADyufUKfRJA==
        -----END PUBLIC KEY-----

        """
    private static let apiKey = "sk-one"

    /// All tokens of the fixture; each was signed by its maker, and those that must be refused are tested elsewhere.
    private static let signed: Set<String> = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = tests.appending(path: "Fixtures/pyjwt-keys/derived/tokens.json").path()
        let bytes = FileManager.default.contents(atPath: path).map { [UInt8]($0) } ?? []
        let file = try? JSONValue(parsing: bytes.span)
        let cases = file?["cases"]?.array ?? []
        let accepted = cases.filter { $0["outcome"] == "accepted" }
        precondition(!accepted.isEmpty, "there is no token that is known to be good")
        return Set(accepted.compactMap { $0["token"]?.string })
    }()

    private static let gates: [Authenticator] = {
        let keys = [("HS256", secret), ("ES256", publicKey)]
        let gates = keys.compactMap { algorithm, key in
            try? Authenticator.jwt(
                algorithm: algorithm,
                key: Array(key.utf8),
                issuer: "issuer",
                audience: "audience"
            )
        }
        precondition(gates.count == keys.count, "the keys cannot be used")
        return gates
    }()

    private static let keyGate: Authenticator = {
        guard let gate = try? Authenticator.apiKeys([("one", apiKey)]) else {
            preconditionFailure("the key cannot be used")
        }
        return gate
    }()

    static func complaint(about input: [UInt8]) -> String? {
        for (index, gate) in gates.enumerated() {
            let bearer = Array("Bearer ".utf8) + input
            guard accepts(gate, Credentials(authorizations: [bearer])) else { continue }
            let token = String(decoding: trimmed(input), as: UTF8.self)
            guard signed.contains(token) else { return "gate \(index) accepts \(token)" }
        }
        let isKey = Array(trimmed(input)) == Array(apiKey.utf8)
        guard accepts(keyGate, Credentials(apiKeys: [input])) == isKey else {
            return "an API key is taken for another"
        }
        // Twice is nothing, whatever it is.
        let twice = Credentials(authorizations: [input, input])
        guard !accepts(keyGate, twice), !gates.contains(where: { accepts($0, twice) }) else {
            return "a repeated field is accepted"
        }
        // The field as a whole.
        for gate in gates where accepts(gate, Credentials(authorizations: [input])) {
            guard signed.contains(where: { ends(trimmed(input), with: $0) }) else {
                return "an unsigned field is accepted"
            }
        }
        return nil
    }

    private static func accepts(_ gate: Authenticator, _ credentials: Credentials) -> Bool {
        do throws(AuthFailure) {
            _ = try gate.authenticate(credentials, now: now)
            return true
        } catch {
            return false
        }
    }

    private static func trimmed(_ input: [UInt8]) -> ArraySlice<UInt8> {
        input[input.span.trimmedRange(0..<input.count)]
    }

    private static func ends(_ field: ArraySlice<UInt8>, with token: String) -> Bool {
        field.suffix(token.utf8.count).elementsEqual(token.utf8)
    }
}
