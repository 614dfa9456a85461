// How a relayed request is put to whom it is put to.

import Bytes
import Testing

@testable import Chat

@Suite struct RelayRequestFormTests {
    private let models = ModelCatalog(
        [
            OfferedModel(
                id: "both",
                name: "B",
                provider: "p",
                targets: [
                    ModelTarget(model: "one"), ModelTarget(provider: "other", model: #"t"wo"#),
                ]
            )
        ],
        defaultModel: "both"
    )

    private func request(_ body: String) throws -> RelayRequest {
        try RelayRequest(ByteBuffer(copying: body.utf8.span), models: models)
    }

    @Test(arguments: [#""model":"both","#, #""model":null,"#, ""])
    func `the model is that of the target`(member: String) throws {
        let request = try request("{\(member)\"messages\":[1]}")
        #expect(request.targets.count == 2)
        for (target, name) in zip(request.targets, ["one", #"t\"wo"#]) {
            let sent = request.encodedBody(ModelCallForm(target))
            #expect(String(sent.bytes) == "{\"model\":\"\(name)\",\"messages\":[1]}")
        }
    }

    // Other endpoints

    @Test(arguments: [
        (RelayOperation.embeddings, #"{"model":"openai/e","input":["a","b"]}"#),
        (.embeddings, #"{"model":"openai/e","input":"a","dimensions":3}"#),
        (.completion, #"{"model":"openai/e","prompt":"a","n":2}"#),
    ])
    func `other endpoints pass their bodies on`(operation: RelayOperation, body: String) throws {
        let buffer = ByteBuffer(copying: body.utf8.span)
        let request = try RelayRequest(buffer, models: models, operation: operation)
        let sent = request.encodedBody(ModelCallForm(request.targets[0]))
        #expect(String(sent.bytes) == body.replacing("openai/", with: ""))
    }

    @Test(arguments: [
        (RelayOperation.embeddings, #"{"model":"openai/e","messages":[1]}"#, "input"),
        (.embeddings, #"{"input":7}"#, "input"), (.completion, #"{"input":"a"}"#, "prompt"),
        (.embeddings, #"{"input":"a","stream":true}"#, "stream"),
    ])
    func `what is about nothing is refused`(
        operation: RelayOperation,
        body: String,
        param: String
    ) {
        let error = #expect(throws: OpenAIError.self) {
            let buffer = ByteBuffer(copying: body.utf8.span)
            _ = try RelayRequest(buffer, models: models, operation: operation)
        }
        #expect(error?.status == 400 && error?.param == param)
    }

    @Test func `a completion that streams is asked for its usage`() throws {
        let body = #"{"model":"openai/e","prompt":"a","stream":true}"#
        let buffer = ByteBuffer(copying: body.utf8.span)
        let request = try RelayRequest(buffer, models: models, operation: .completion)
        let sent = request.encodedBody(ModelCallForm(request.targets[0]))
        #expect(String(sent.bytes).contains(#""include_usage":true"#))
    }

    // Parameters that are dropped

    @Test(arguments: [
        (
            #"{"model":"x","temperature":1,"messages":[1],"top_p":2}"#,
            #"{"model":"m","temperature":null,"messages":[1],"top_p":null}"#
        ),
        (
            #"{"top_p":1,"model":"x","messages":[1],"top_p":2,"temperature":3}"#,
            #"{"model":"m","messages":[1],"top_p":null,"temperature":null}"#
        ),
    ])
    func `parameters that the model refuses do not reach it`(body: String, sent: String) throws {
        var policy = ModelPolicy()
        policy.dropped = ["temperature", "top_p"]
        policy.defaults = [ModelPolicy.Parameter("temperature", json: "0.5")]
        let model = OfferedModel(
            id: "x",
            name: "X",
            provider: "p",
            targets: [ModelTarget(model: "m")],
            policy: policy
        )
        let catalog = ModelCatalog([model], defaultModel: "x")
        let request = try RelayRequest(ByteBuffer(copying: body.utf8.span), models: catalog)
        let encoded = request.encodedBody(ModelCallForm(request.targets[0]))
        #expect(String(encoded.bytes) == sent)
    }

    @Test func `a conversation is known by how it begins`() throws {
        let start = #"{"role":"system","content":"s"},{"role":"user","content":"q"}"#
        func key(_ messages: String, model: String = "both") throws -> [UInt8] {
            let request = try request(#"{"model":"\#(model)","messages":[\#(messages)]}"#)
            return request.affinityKey
        }
        let first = try key(start)
        #expect(!first.isEmpty)
        #expect(try key(start + #",{"role":"assistant","content":"a"}"#) == first)
        #expect(try key(start + #",{"role":"user","content":"other"}"#) == first)
        #expect(try key(#"{"role":"user","content":"other"}"#) != first)
        // Where there is nothing to choose, nothing is read.
        #expect(try key(start, model: "openai/x").isEmpty)
    }

    @Test(arguments: [
        #"{"model":"x","stream":true,"messages":[1]}"#,
        #"{"model":"x","stream":true,"stream_options":{"a":1},"messages":[1]}"#,
        #"{"model":"x","stream":true,"stream_options":null,"messages":[1]}"#,
        #"{"model":"x","stream":true,"stream_options":{"include_usage":false},"messages":[1]}"#,
    ])
    func `a provider that does not know stream_options gets what the client sent`(body: String)
        throws
    {
        let request = try RelayRequest(ByteBuffer(copying: body.utf8.span), models: models)
        let asking = request.encodedBody(request.form)
        #expect(String(asking.bytes).contains(#""include_usage":true"#))
        let sent = request.encodedBody(request.silentForm)
        #expect(String(sent.bytes) == body)
    }

    @Test func `a body can be sent again until it is freed`() throws {
        let body = #"{"model":"openai/x","messages":[1]}"#
        var request = try RelayRequest(ByteBuffer(copying: body.utf8.span), models: models)
        for _ in 0..<2 {
            let sent = request.encodedBody(request.form)
            #expect(String(sent.bytes) == #"{"model":"x","messages":[1]}"#)
        }
        request.freeBody()
    }

    @Test func `a large body is copied once and grows by nothing else`() throws {
        let text = String(repeating: "x", count: 8 * 1024 * 1024)
        let body = #"{"model":"openai/x","messages":["\#(text)"]}"#
        let request = try RelayRequest(ByteBuffer(copying: body.utf8.span), models: models)
        let sent = request.encodedBody(request.form)
        #expect(sent.count == body.utf8.count - 7)
        #expect(sent.capacity < body.utf8.count + 64)
    }
}

extension RelayRequest {
    /// The first target, asked for its usage and not.
    fileprivate var form: ModelCallForm { ModelCallForm(targets[0]) }
    fileprivate var silentForm: ModelCallForm { ModelCallForm(targets[0], asksForUsage: false) }
}
