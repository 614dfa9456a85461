import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct RelayRequestTests {
    private static let models = ModelCatalog(
        [
            OfferedModel(
                id: "fast",
                name: "Fast",
                provider: "local",
                targets: [ModelTarget(model: "llama-3")]
            ),
            OfferedModel(
                id: "openai/gpt-4o",
                name: "GPT-4o",
                provider: "openai",
                targets: [ModelTarget(model: "gpt-4o-2024-08-06")]
            ),
        ],
        defaultModel: "fast"
    )

    /// What came of a body.
    private struct Outcome {
        let body: String
        let isStream: Bool
        let wantsUsage: Bool
        let model: String
    }

    private static func outcome(_ body: String) throws(OpenAIError) -> Outcome {
        let request = try RelayRequest(ByteBuffer(copying: body.utf8.span), models: models)
        let encoded = request.encodedBody(ModelCallForm(request.targets[0]))
        return Outcome(
            body: String(encoded.bytes),
            isStream: request.isStream,
            wantsUsage: request.wantsUsage,
            model: request.targets[0].model
        )
    }

    /// A body, and what the provider gets of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let body: String
        let sent: String
        var isStream = false
        var wantsUsage = false
        var testDescription: String { body }

        init(_ body: String, _ sent: String? = nil, isStream: Bool = false, usage: Bool = false) {
            self.body = body
            self.sent = sent ?? body
            self.isStream = isStream
            wantsUsage = usage
        }
    }

    private static func check(_ row: Case) throws {
        let outcome = try outcome(row.body)
        #expect(outcome.body == row.sent)
        #expect(outcome.isStream == row.isStream)
        #expect(outcome.wantsUsage == row.wantsUsage)
        #expect((try? JSONValue(parsing: outcome.body.utf8.span)) != nil)
    }

    // What is passed on

    @Test(arguments: [
        Case(#"{"model":"gpt-4.1","messages":[{}]}"#),
        Case(#" { "messages" : [ { } ] , "model" : "gpt-4.1" } "#),
        Case("{\n\t\"model\": \"o3-mini\",\r\n\t\"messages\": [{\"role\": \"user\"}]\n}"),
        Case(
            #"{"model":"x","messages":[{"a":1}],"temperature":0.10,"top_p":1e-0,"stop":["\u0041"]}"#
        ),
        Case(#"{"model":"x","messages":[1],"n":2,"seed":-0,"logit_bias":{"50256":-100}}"#),
        Case(#"{"model":"x","messages":[1],"unknown":{"deep":[[[{}]]]},"größe":"\ud83d"}"#),
        Case(#"{"model":"x","messages":[1],"stream":false}"#),
        Case(#"{"model":"x","messages":[1],"stream":null}"#),
        Case(#"{"model":"x","messages":[1],"stream_options":7}"#),
        Case(#"{"model":"x","messages":[1],"user":"a","User":"b","users":"c"}"#),
    ])
    func `a body in which nothing has to change is passed on byte for byte`(row: Case) throws {
        try Self.check(row)
    }

    @Test func `members of the same name deeper down are nobody's business`() throws {
        let inner = #"{"model":"openai/x","stream":true,"stream_options":{"include_usage":false}}"#
        let row = #"{"model":"x","messages":[\#(inner)],"metadata":\#(inner),"tools":[\#(inner)]}"#
        try Self.check(Case(row))
    }

    // The model

    @Test(arguments: [
        Case(#"{"model":"fast","messages":[1]}"#, #"{"model":"llama-3","messages":[1]}"#),
        Case(
            #"{"messages":[1],"model" : "openai/gpt-4o" }"#,
            #"{"messages":[1],"model" : "gpt-4o-2024-08-06" }"#
        ),
        Case(#"{"messages":[1],"model":"openai/o3"}"#, #"{"messages":[1],"model":"o3"}"#),
        Case(#"{"model":"openai\/o3","messages":[1]}"#, #"{"model":"o3","messages":[1]}"#),
        Case(#"{"\u006dodel":"fast","messages":[1]}"#, #"{"\u006dodel":"llama-3","messages":[1]}"#),
        Case(#"{"model":"f\u0061st","messages":[1]}"#, #"{"model":"llama-3","messages":[1]}"#),
        Case(#"{"model":null,"messages":[1]}"#, #"{"model":"llama-3","messages":[1]}"#),
        Case(#"{"messages":[1]}"#, #"{"model":"llama-3","messages":[1]}"#),
        Case(#"{ "messages":[1]}"#, #"{"model":"llama-3", "messages":[1]}"#),
        // An escape that means the same is left as it is.
        Case(#"{"model":"anthropic\/claude-4","messages":[1]}"#),
    ])
    func `a model becomes the provider's name of it`(row: Case) throws {
        try Self.check(row)
    }

    @Test(arguments: [
        ("gpt-4o", "gpt-4o"), ("openai/gpt-4o", "gpt-4o-2024-08-06"),
        ("openai/gpt-4o:x", "gpt-4o:x"),
        ("ft:gpt-4o:acme::abc", "ft:gpt-4o:acme::abc"), ("a/b/c@1+2", "a/b/c@1+2"),
        (String(repeating: "x", count: 200), String(repeating: "x", count: 200)),
    ])
    func `a plain name is the provider's`(name: String, sent: String) throws {
        #expect(try Self.outcome(#"{"model":"\#(name)","messages":[1]}"#).model == sent)
    }

    @Test(arguments: [
        "", "openai/", "a b", "größe", "a\\\"b", "a\\nb", String(repeating: "x", count: 201),
        "openai/" + String(repeating: "x", count: 201),
    ])
    func `a name that no model can have is not found`(name: String) {
        #expect(throws: OpenAIError.modelNotFound) {
            try Self.outcome(#"{"model":"\#(name)","messages":[1]}"#)
        }
    }

    // The usage of a stream

    @Test(arguments: [
        Case(
            #"{"model":"x","messages":[1],"stream":true}"#,
            #"{"stream_options":{"include_usage":true},"model":"x","messages":[1],"stream":true}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","stream_options":null,"messages":[1],"stream":true}"#,
            #"{"model":"x","stream_options":{"include_usage":true},"messages":[1],"stream":true}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","stream_options":{ },"messages":[1],"stream":true}"#,
            #"{"model":"x","stream_options":{"include_usage":true },"messages":[1],"stream":true}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage":false}}"#,
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage":true}}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage": null}}"#,
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage": true}}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"a":{"include_usage":1}}}"#,
            #"{"model":"x","messages":[1],"stream":true,"#
                + #""stream_options":{"include_usage":true,"a":{"include_usage":1}}}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage":true}}"#,
            isStream: true,
            usage: true
        ),
        Case(
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_us\u0061ge":true}}"#,
            isStream: true,
            usage: true
        ),
        Case(
            #"{"messages":[1],"stream":true}"#,
            #"{"model":"llama-3","stream_options":{"include_usage":true},"messages":[1],"stream":true}"#,
            isStream: true
        ),
    ])
    func `a stream is always asked for its usage`(row: Case) throws {
        let outcome = try Self.outcome(row.body)
        #expect(outcome.isStream == row.isStream)
        #expect(outcome.wantsUsage == row.wantsUsage)
        // The order of two members that are put in at one place is not promised.
        let sent = try JSONValue(parsing: row.sent.utf8.span)
        let body = try JSONValue(parsing: outcome.body.utf8.span)
        #expect(body["stream_options"] == sent["stream_options"])
        #expect(body["model"] == sent["model"])
        #expect(outcome.body.utf8.count == row.sent.utf8.count)
    }

    // Members that are given twice

    @Test(arguments: [
        Case(
            #"{"model":"a","model":"openai/b","messages":[1]}"#,
            #"{"model":"b","messages":[1]}"#
        ),
        Case(
            #"{"model" : "a" , "mod\u0065l":"b","messages":[1],"model":"fast"}"#,
            #"{ "messages":[1],"model":"llama-3"}"#
        ),
        Case(
            #"{"model":"x","stream":true,"messages":[1],"stream":false}"#,
            #"{"model":"x","messages":[1],"stream":false}"#
        ),
        Case(
            #"{"stream":false,"stream":true,"model":"x","messages":[1],"stream_options":{"a":1},"#
                + #""stream_options":{"include_usage":false,"include_usage":true}}"#,
            #"{"stream":true,"model":"x","messages":[1],"stream_options":{"include_usage":true}}"#,
            isStream: true,
            usage: true
        ),
        Case(
            #"{"model":"y","model":"x","messages":[1],"stream":true}"#,
            #"{"stream_options":{"include_usage":true},"model":"x","messages":[1],"stream":true}"#,
            isStream: true
        ),
        Case(
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage":true,"#
                + #""include_usage":false}}"#,
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage":true}}"#,
            isStream: true
        ),
    ])
    func `of a member given twice only the last is left`(row: Case) throws {
        try Self.check(row)
    }

    @Test(arguments: [
        Case(
            #"{"model":"a","messages":["ONE"],"messages":["TWO"],"temperature":0,"temperature":2,"n":1,"n":100}"#,
            #"{"model":"a","messages":["TWO"],"temperature":2,"n":100}"#
        ),
        Case(
            #"{ "user" : {"user":1} , "messages":[1],"model":"a", "\u0075ser" : "b" ,"us\u0065r":[","]}"#,
            #"{  "messages":[1],"model":"a", "us\u0065r":[","]}"#
        ),
        Case(
            #"{"größe":1,"messages":[1],"model":"a","gr\u00f6\u00dfe":2}"#,
            #"{"messages":[1],"model":"a","gr\u00f6\u00dfe":2}"#
        ),
        Case(#"{"":1,"messages":[1],"model":"a","":2}"#, #"{"messages":[1],"model":"a","":2}"#),
    ])
    func `whatever the member is`(row: Case) throws {
        try Self.check(row)
    }

    @Test(arguments: [(254, true), (255, false), (100_000, false)])
    func `a body has a bound of members`(count: Int, isTaken: Bool) {
        let members = (0..<count).map { #""m\#($0)":0,"# }.joined()
        let body = "{\(members)\"model\":\"x\",\"messages\":[1]}"
        #expect(((try? Self.outcome(body))?.body == body) == isTaken)
    }

    @Test(arguments: [(1024, true), (1025, false)])
    func `a name has a bound`(count: Int, isTaken: Bool) {
        let name = String(repeating: "m", count: count)
        let body = #"{"\#(name)":0,"model":"x","messages":[1]}"#
        #expect(((try? Self.outcome(body))?.body == body) == isTaken)
    }

    @Test(arguments: [(64, true), (65, false), (5000, false)])
    func `a body that repeats itself too often is refused`(count: Int, isTaken: Bool) {
        let members = String(repeating: #""model":"x","#, count: count + 1)
        let outcome = try? Self.outcome("{\(members)\"messages\":[1]}")
        #expect((outcome?.body == #"{"model":"x","messages":[1]}"#) == isTaken)
        #expect((outcome != nil) == isTaken)
    }

    @Test func `whatever stands where, the provider gets one meaning`() throws {
        let members = [
            #""model":"fast""#, #""mod\u0065l" :"a""#, #""stream":true"#, #""stream": false"#,
            #""stream_options":{"include_usage":false}"#, #""stream_options":{}"#,
            #""messages":[{"model":"openai/q"}]"#, #""messages" : [2]"#, #""x":{"stream":1}"#,
            #""\u0078":[2]"#,
        ]
        var random = Generator(state: 7)
        for _ in 0..<2000 {
            let chosen = (0..<6).compactMap { _ in members.randomElement(using: &random) }
            let blank = ["", " ", "\n\t"].randomElement(using: &random) ?? ""
            let body = "{\(blank)" + chosen.joined(separator: "\(blank),\(blank)") + "\(blank)}"
            guard let outcome = try? Self.outcome(body) else {
                #expect(!chosen.contains { $0.hasPrefix(#""messages""#) }, "\(body)")
                continue
            }
            // The reader of trees takes the last of equal names as well.
            let sent = try JSONValue(parsing: outcome.body.utf8.span)
            let asked = try JSONValue(parsing: body.utf8.span)
            let model = asked["model"]?.string == "a" ? "a" : "llama-3"
            #expect(sent["model"]?.string == model, "\(body)")
            #expect(sent["messages"] == asked["messages"])
            #expect(sent["x"] == asked["x"])
            #expect(sent["stream"] == asked["stream"])
            #expect(outcome.isStream == (asked["stream"]?.bool ?? false))
            if outcome.isStream {
                #expect(sent["stream_options"]?["include_usage"]?.bool == true, "\(body)")
            }
            let names = try Self.names(outcome.body).filter { $0 != "x" && $0 != "messages" }
            #expect(Set(names).count == names.count, "\(outcome.body)")
        }
    }

    /// The names of the members of a body, repetitions kept.
    private static func names(_ body: String) throws -> [String] {
        var names: [String] = []
        var reader = JSONReader(body.utf8.span)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            names.append(reader.string(key))
            _ = try reader.skipValue()
        }
        return names
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    // What is refused

    @Test(arguments: [
        ("", nil), ("{", nil), ("null", nil), ("[]", nil), ("\"x\"", nil), ("{}x", nil),
        (#"{"model":"x"}"#, "messages"), (#"{"model":"x","messages":null}"#, "messages"),
        (#"{"model":"x","messages":{}}"#, "messages"),
        (#"{"model":"x","messages":[ ]}"#, "messages"),
        (#"{"model":1,"messages":[1]}"#, "model"), (#"{"model":["x"],"messages":[1]}"#, "model"),
        (#"{"model":"x","messages":[1],"stream":"true"}"#, "stream"),
        (#"{"model":"x","messages":[1],"stream":1}"#, "stream"),
        (#"{"model":"x","messages":[1],"stream":true,"stream_options":[]}"#, "stream_options"),
        (
            #"{"model":"x","messages":[1],"stream":true,"stream_options":{"include_usage":1}}"#,
            "stream_options.include_usage"
        ),
        (#"{"messages":[1],"a":NaN}"#, nil), ("{\"messages\":[\"\u{1}\"]}", nil),
    ])
    func `what is no request is refused with its reason`(body: String, param: String?) {
        let error = #expect(throws: OpenAIError.self) { try Self.outcome(body) }
        #expect(error?.status == 400)
        #expect(error?.type == "invalid_request_error")
        #expect(error?.param == param)
    }

    @Test func `a body that is no UTF-8 is refused`() {
        var bytes = Array(#"{"model":"x","messages":["?"]}"#.utf8)
        bytes[bytes.count - 4] = 0xFF
        #expect(throws: OpenAIError.self) {
            _ = try RelayRequest(ByteBuffer(copying: bytes.span), models: Self.models)
        }
    }

    @Test(arguments: [(1022, true), (1023, false)])
    func `a body may be nested as deeply as can be read`(depth: Int, isTaken: Bool) {
        let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(((try? Self.outcome(#"{"model":"x","messages":[\#(deep)]}"#)) != nil) == isTaken)
    }
}
