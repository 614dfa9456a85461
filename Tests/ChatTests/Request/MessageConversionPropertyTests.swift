// Whatever a client has in its history, the provider must accept what comes of it.

import AnswerKit
import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct MessageConversionPropertyTests {
    @Test(arguments: 0..<40, [HistoryGenerator.ContractName.completions, .ui])
    func `no history bricks a conversation`(
        _ seed: Int,
        _ contract: HistoryGenerator.ContractName
    ) throws {
        var generator = HistoryGenerator(seed: UInt64(seed))
        for round in 0..<100 {
            let body = generator.body(contract: contract)
            let request = try chat(body)
            let completion = try CompletionRequest(
                request,
                body: ByteBuffer(copying: body.utf8.span),
                form: ModelCallForm(
                    request.model.targets[0],
                    tellsReasoning: round.isMultiple(of: 2)
                )
            )
            var buffer = ByteBuffer()
            completion.encodeBody(into: &buffer, completion.firstForm, stream: true)
            // Strict reading also proves that nothing but Unicode text is sent.
            let sent = try JSONValue(parsing: buffer.bytes, policy: .strict)
            let complaints = ProviderContract.complaints(about: sent["messages"])
            #expect(complaints.isEmpty, "\(complaints) of \(body)")
            let hasLoneSurrogate = Self.hasLoneSurrogate(buffer.bytes)
            #expect(!hasLoneSurrogate, "half of a pair in \(body)")
            if !complaints.isEmpty { return }
        }
    }

    /// Tells whether an escape in the outer text is half of a surrogate pair.
    private static func hasLoneSurrogate(_ json: Span<UInt8>) -> Bool {
        var needsRepair = false
        do throws(JSONError) {
            var reader = JSONReader(json)
            try look(&reader, &needsRepair)
        } catch {
            return true
        }
        return needsRepair
    }

    private static func look(_ reader: inout JSONReader, _ found: inout Bool) throws(JSONError) {
        switch try reader.peek() {
        case .object:
            try reader.beginObject()
            while try reader.nextKey() != nil { try look(&reader, &found) }
        case .array:
            try reader.beginArray()
            while try reader.nextElement() { try look(&reader, &found) }
        case .string: if try reader.readString().needsRepair { found = true }
        case .number, .boolean, .null: _ = try reader.skipValue()
        }
    }

    @Test(arguments: [
        array(), array(#"{"role":"root","content":""}"#), array(#"{"role":"user","content":[]}"#),
        array(assistant("")), array(assistant(nil)), array(answer("")), array("{}"),
        array(assistant(nil, calling: call("n", "{}"))),
        array(assistant(nil, calling: call("n", "{}")), user("a"), answer("")),
        array(assistant("", calling: call("n", "{}")), answer("")),
        array(assistant(nil, calling: call("n", "{}"), call("n", "{}")), answer(""), answer("")),
        array(assistant(nil, calling: call("a.b", "{}")), answer("")),
        array(assistant(nil, calling: call("n", "x")), answer("")),
        array(assistant(nil, calling: call("n", "{}")), answer(""), answer("")),
        array(assistant(nil, calling: call("n", "{}")), answer("", id: "u")),
    ])
    func `the checker itself refuses what a provider refuses`(_ messages: String) {
        #expect(!ProviderContract.complaints(about: JSONValue(text: messages)).isEmpty)
    }
}
