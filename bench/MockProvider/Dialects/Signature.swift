// The seals that providers put on reasoning, and whether they come back.

internal import Bytes

/// What stands for a provider's signature: letters and digits in a multiple of four, so that it is
/// base64 too.
enum Signature {
    /// What Gemini takes in the place of a signature, for calls that others have made.
    private static let standIn = "skip_thought_signature_validator"

    /// The signature of one round of a stream.
    static func value(_ id: UInt64, round: Int) -> String { "MockSign" + digits(id, round) }

    /// The content of a reasoning block that is not shown.
    static func redacted(_ id: UInt64, round: Int, _ index: Int) -> String {
        "MockDark" + digits(id, round << 16 | index)
    }

    private static func digits(_ id: UInt64, _ index: Int) -> String {
        var text = ByteBuffer()
        text.appendHex(MockText.mixed(id, index), width: 16)
        return String(text.bytes)
    }

    /// Tells whether a request has the signatures of the rounds before it, if the script demands
    /// them and the dialect has any.
    static func areBroughtBack(
        in body: Span<UInt8>,
        _ request: MockRequest,
        _ script: MockScript
    ) -> Bool {
        guard script.demandsSignatures, script.hasSignatures, script.reasoningTokenCount > 0 else {
            return true
        }
        switch request.dialect {
        case .chatCompletions, .azure: return true
        case .responses where !request.includesEncryptedReasoning: return true
        case .messages, .generateContent, .responses: break
        }
        if request.dialect == .generateContent, contains(body, standIn) { return true }
        return (0..<request.roundCount).allSatisfy { round in
            contains(body, value(script.id, round: round))
        }
    }

    private static func contains(_ text: Span<UInt8>, _ wanted: String) -> Bool {
        let wanted = wanted.utf8.span
        var start = 0
        while let found = text.firstIndex(of: wanted[0], from: start),
            found + wanted.count <= text.count
        {
            if text.extracting(found..<found + wanted.count).equals(wanted) { return true }
            start = found + 1
        }
        return false
    }
}
