// What is read of a chat request's body, by either contract.

import JSON
import Testing

@testable import Chat

@Suite struct ChatRequestTests {
    private static let hi = message("user", text("hi"))

    @Test func `a request of the original's contract has a model and nothing of the SDK`() throws {
        let request = try chat(
            #"{"id":"c","messages":[\#(Self.hi)],"model":"openai/gpt-4.1","trigger":"submit"}"#
        )
        #expect(request.contract == .completions)
        #expect(request.trigger == nil)
        #expect(request.model.providerModel == "gpt-4.1")
        #expect(request.tools.isEmpty)
        #expect(request.messageCount == 1)
        #expect(request.continuation?.messageID == nil)
    }

    @Test(arguments: [
        ("submit-message", ChatRequest.Trigger.submit),
        ("submit-tool-result", .submit),
        ("regenerate-message", .regenerate),
    ])
    func `a trigger of the SDK selects its contract wherever it stands`(
        _ name: String,
        _ trigger: ChatRequest.Trigger
    ) throws {
        let lenient = #"{"role":"user","parts":[{"text":"no type"},null]}"#
        for body in [
            #"{"trigger":"\#(name)","id":"c","messageId":"m","messages":[\#(lenient)]}"#,
            #"{"messages":[\#(lenient)],"messageId":"m","id":"c","trigger":"\#(name)"}"#,
        ] {
            let request = try chat(body)
            #expect(request.contract == .ui)
            #expect(request.trigger == trigger)
            #expect(request.model == RecordedCase.models.defaultChoice)
        }
    }

    @Test(arguments: [
        #""model":null"#, #""tools":"generateForm""#, #""tools":[1,{"name":"x"}]"#,
        #""messageId":null"#, #""id":5"#, #""trigger":null"#, #""agent":{"x":[]}"#,
    ])
    func `the SDK's contract accepts what apps add`(_ member: String) throws {
        let request = try chat(#"{"messages":[\#(Self.hi)],\#(member)}"#, contract: .ui)
        #expect(request.tools.isEmpty)
        #expect(request.model.providerModel == "gpt-4o")
    }

    @Test(arguments: [
        (#"{"messages":[],"trigger":"submit-message"}"#, 400),
        (#"{"trigger":"submit-message"}"#, 422),
        (#"{"messages":{},"trigger":"submit-message"}"#, 422),
        (#"{"messages":[1],"trigger":"submit-message"}"#, 422),
        (#"{"messages":[{"role":"root","parts":[]}],"trigger":"submit-message"}"#, 422),
        (#"{"messages":[{"parts":[]}],"trigger":"submit-message"}"#, 422),
        (#"{"messages":[{"role":"user"}],"trigger":"submit-message"}"#, 422),
        (#"{"messages":[{"role":"user","parts":"x"}],"trigger":"submit-message"}"#, 422),
        (
            #"{"messages":[{"role":"user","parts":[{"type":"text"}]}],"trigger":"submit-message"}"#,
            422
        ),
        (#"{"messages":[{"role":"user","parts":[]}],"model":"x","trigger":"submit-message"}"#, 422),
        (#"{"messages":[{"role":"user","parts":[]}],"model":5,"trigger":"submit-message"}"#, 422),
    ])
    func `the SDK's contract refuses what makes no sense`(_ body: String, _ status: Int) {
        #expect(refusal(of: body)?.status == status)
    }

    @Test func `of equal names the last counts, errors and all`() throws {
        let bad = #"[{"id":1,"role":2,"parts":[3,{"type":"text"}]},4]"#
        let request = try chat(
            #"""
            {"model":5,"tools":{},"messages":\#(bad),"messages":[
              {"id":1,"role":"root","parts":[{"type":"text","text":"old"},{"type":"text"},null],
               "id":"m","role":"user","parts":[{"type":"text","text":9,"text":"new"}]}
            ],"tools":["generateCode"],"model":"openai/x"}
            """#
        )
        #expect(request.messageCount == 1)
        #expect(request.history.parts.count == 1)
        #expect(request.model.providerModel == "x")
        #expect(request.tools.names == ["generateCode"])
    }

    @Test func `the last bad value counts as well`() {
        let body = #"{"messages":[\#(Self.hi)],"messages":5,"model":"openai/x"}"#
        #expect(refusal(of: body)?.json?["detail"]?[0]?["type"] == "list_type")
    }

    @Test func `only named tools of a model that supports them are offered`() throws {
        let body =
            #"{"messages":[\#(Self.hi)],"model":"m","tools":["generateCard","nope","","#
            + #""generateForm","generateForm"]}"#
        for supportsTools in [true, false] {
            let model = OfferedModel(
                id: "m",
                name: "m",
                provider: "p",
                targets: [ModelTarget(model: "m")],
                supportsTools: supportsTools
            )
            let models = ModelCatalog([model], defaultModel: "m")
            let request = try ChatRequest(body.utf8.span, contract: .completions, models: models)
            #expect(request.tools.names == (supportsTools ? ["generateForm", "generateCard"] : []))
        }
    }

    @Test func `names are compared with their escapes resolved`() throws {
        let request = try chat(
            #"""
            {"m\u0065ssages":[{"i\u0064":"m","role":"us\u0065r",
              "parts":[{"typ\u0065":"te\u0078t","text":"a"}]}],
             "model":"openai\/x","tools":["generate\u0043ode"]}
            """#
        )
        #expect(request.model.providerModel == "x")
        #expect(request.tools.names == ["generateCode"])
        #expect(request.history.parts.count == 1)
    }

    @Test func `a last message of the assistant is the one to be continued`() throws {
        let answer = #"{"id":"ans\u0077er","role":"assistant","parts":[{"type":"step-start"}]}"#
        let body = #"{"messages":[\#(Self.hi),\#(answer)],"trigger":"submit-message"}"#
        #expect(try chat(body).continuation?.messageID == "answer")
        let user = #"{"messages":[\#(answer),\#(Self.hi)],"trigger":"submit-message"}"#
        #expect(try chat(user).continuation?.messageID == nil)
        let nameless = #"{"messages":[{"role":"assistant","parts":[]}],"trigger":"submit-message"}"#
        #expect(try chat(nameless).continuation?.messageID == nil)
    }

    @Test(arguments: [
        "reasoning", "source-url", "source-document", "data-weather", "custom", "reasoning-file",
        "step-start", "future-kind", "", "tool-", "TEXT",
    ])
    func `parts that mean nothing to a model are no error in either contract`(_ type: String) throws
    {
        let part = #"{"type":"\#(type)","text":5,"data":{"text":[]},"url":null}"#
        let body = #"{"messages":[\#(message("user", part))],"model":"openai/x"}"#
        for contract in [RequestContract.completions, .ui] {
            let request = try chat(body, contract: contract)
            #expect(!request.history.parts.contains { if case .text = $0 { true } else { false } })
        }
    }

    @Test func `ten megabytes of small parts are read in little more than they are`() throws {
        let part = text("a")
        let count = 10_000_000 / (part.utf8.count + 1)
        let parts = Array(repeating: part, count: count).joined(separator: ",")
        let body = #"{"messages":[\#(message("user", parts))],"model":"openai/x"}"#
        let request = try ChatRequest(
            body.utf8.span,
            contract: .completions,
            models: RecordedCase.models,
            limits: ChatRequestLimits(partCountMax: count)
        )
        #expect(request.history.parts.count == count)
        #expect(MemoryLayout<MessagePart>.stride <= 32)
        #expect(MemoryLayout<UIMessage>.stride <= 64)
    }
}
