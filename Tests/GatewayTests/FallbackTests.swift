import AnswerKit
import Chat
import HTTP
import Testing

@testable import Gateway
@testable import Upstream

/// What hands a model call to the next target, in virtual time.
@Suite struct FallbackTests {
    private typealias Event = ProviderEvent

    private static func scene(_ form: StreamProtocol = .ui, targets: Int = 2) throws
        -> AnswerRunScene
    {
        let targets = (0..<targets).map { ModelTarget(provider: "p\($0)", model: "m\($0)") }
        let scene = AnswerRunScene(try AnswerRunScene.conversation(form, targets: targets))
        scene.mayCall()
        return scene
    }

    private static let answer = [Event.role, Event.text("a"), Event.finish("stop"), Event.done]

    private static func answers(_ scene: AnswerRunScene) {
        scene.bytes(Event.stream(answer))
        #expect(scene.outlet.endings == [.complete])
        #expect(scene.chunkTypes.filter { $0 == "start" }.count == 1)
        #expect(scene.chunkTypes.last == "finish")
    }

    /// A refusal with a status, and whether the next target is asked.
    struct Refusal: Sendable {
        let status: Int
        var body = ""
        let isHandedOn: Bool
    }

    @Test(arguments: [
        Refusal(status: 500, isHandedOn: true), Refusal(status: 529, isHandedOn: true),
        Refusal(status: 408, isHandedOn: true), Refusal(status: 429, isHandedOn: true),
        Refusal(status: 429, body: #"{"error":{"code":"insufficient_quota"}}"#, isHandedOn: true),
        Refusal(status: 402, isHandedOn: true), Refusal(status: 401, isHandedOn: true),
        Refusal(status: 403, isHandedOn: true),
        Refusal(status: 404, body: #"{"error":{"message":"no such model"}}"#, isHandedOn: true),
        Refusal(
            status: 400,
            body: #"{"error":{"code":"context_length_exceeded","message":"too long"}}"#,
            isHandedOn: false
        ), Refusal(status: 400, body: #"{"error":{"code":"content_filter"}}"#, isHandedOn: false),
        Refusal(status: 422, isHandedOn: false), Refusal(status: 413, isHandedOn: false),
    ])
    func `a refusal is handed on unless the request is the cause`(refusal: Refusal) throws {
        let scene = try Self.scene()
        #expect(scene.takeDeeds() == ["call p0"])
        scene.refusal(refusal.status, refusal.body)
        guard refusal.isHandedOn else {
            #expect(scene.takeDeeds() == ["fail PROVIDER_REFUSED"])
            return
        }
        // At once, whatever the provider asks to be waited.
        #expect(scene.takeDeeds() == ["next target", "call p1"])
        #expect(scene.bodies.last?.contains(#""model":"m1""#) == true)
        Self.answers(scene)
    }

    @Test(arguments: [
        UpstreamFailure.connectTimeout(.nothingReceived), .connectionFailed(.nothingReceived),
        .nameNotResolved(.nothingReceived), .closedBeforeHead(.nothingReceived),
        .bodyCut(.nothingReceived), .malformedAnswer(.nothingReceived),
        .tlsFailed(.nothingReceived),
    ])
    func `a target that cannot be reached hands on at once`(failure: UpstreamFailure) throws {
        let scene = try Self.scene()
        scene.end(failure)
        #expect(scene.takeDeeds() == ["call p0", "next target", "call p1"])
        Self.answers(scene)
    }

    @Test(arguments: StreamProtocol.allCases)
    func `an error after lifecycle events, and before content, hands on in every protocol`(
        form: StreamProtocol
    ) throws {
        let scene = try Self.scene(form)
        scene.events(Event.role)
        scene.bytes(
            Array(#"data: {"error":{"type":"overloaded_error","message":"busy"}}"#.utf8)
                + Array("\n\n".utf8)
        )
        #expect(scene.takeDeeds() == ["call p0", "next target", "call p1"])
        scene.bytes(Event.stream(Self.answer))
        #expect(scene.outlet.endings == [.complete])
        #expect(!scene.outlet.text.contains("busy") && !scene.outlet.text.contains("error"))
    }

    @Test func `silence, a cut and what cannot be read hand on before content`() throws {
        let silent = try Self.scene()
        silent.events(Event.role)
        silent.pass(.seconds(11))
        #expect(silent.takeDeeds().contains("next target"))
        Self.answers(silent)
        let cut = try Self.scene()
        cut.events(Event.role)
        cut.end()
        #expect(cut.takeDeeds() == ["call p0", "next target", "call p1"])
        Self.answers(cut)
        let garbled = try Self.scene()
        garbled.bytes(Array("data: {\n\n".utf8))
        #expect(garbled.takeDeeds() == ["call p0", "next target", "call p1"])
        Self.answers(garbled)
    }

    @Test func `after content nothing is handed on`() throws {
        let scene = try Self.scene()
        scene.events(Event.role, Event.text("a"))
        scene.bytes(Array("data: {\"error\":{\"message\":\"busy\"}}\n\n".utf8))
        #expect(scene.takeDeeds() == ["call p0", "fail PROVIDER_ERROR"])
        #expect(scene.chunkTypes.last == "error")
    }

    @Test func `when all have failed the round begins anew, after a wait`() throws {
        let scene = try Self.scene()
        for round in 1...3 {
            scene.refusal(500)
            scene.refusal(503)
            if round < 3 { scene.pass(.seconds(3)) }
        }
        let deeds = scene.takeDeeds()
        #expect(deeds.filter { $0 == "call p0" }.count == 3)
        #expect(deeds.filter { $0 == "call p1" }.count == 3)
        #expect(deeds.filter { $0.hasPrefix("again after") }.count == 2)
        #expect(deeds.last == "fail PROVIDER_ERROR")
        #expect(scene.run.summary.attempts == 6)
    }

    @Test func `a target whose circuit is open is passed over`() throws {
        let targets = (0..<3).map { ModelTarget(provider: "p\($0)", model: "m") }
        let scene = AnswerRunScene(try AnswerRunScene.conversation(.ui, targets: targets))
        scene.unavailable = ["p0", "p1"]
        scene.mayCall()
        #expect(scene.takeDeeds() == ["unavailable p0", "unavailable p1", "call p2"])
        Self.answers(scene)
        let none = AnswerRunScene(try AnswerRunScene.conversation(.ui, targets: targets))
        none.unavailable = ["p0", "p1", "p2"]
        none.mayCall()
        #expect(none.takeDeeds().last == "fail PROVIDER_UNAVAILABLE")
    }

    @Test func `a call behind tools is handed on with what the tools answered`() throws {
        let scene = try Self.scene()
        scene.events(
            Event.role,
            Event.call("generateCard", id: "c", index: 0, arguments: #"{"title":"A"}"#),
            Event.finish("tool_calls"),
            Event.done
        )
        #expect(scene.takeDeeds() == ["call p0", "call complete", "call p0"])
        scene.refusal(500)
        #expect(scene.takeDeeds() == ["next target", "call p1"])
        #expect(scene.bodies.last?.contains(#""role":"tool""#) == true)
        #expect(scene.bodies.last?.contains(#""model":"m1""#) == true)
        scene.bytes(Event.stream(Self.answer))
        #expect(scene.chunkTypes.filter { $0 == "tool-output-available" }.count == 1)
        #expect(scene.chunkTypes.last == "finish")
    }

    @Test(arguments: [
        #"{"error":{"code":"context_length_exceeded","message":"too long"}}"#,
        #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"}}"#,
    ])
    func `a conversation that is too long goes to a larger model alone`(refusal: String) throws {
        let sizes = [8, nil, 8, 100]
        let targets = sizes.enumerated().map {
            ModelTarget(provider: "p\($0)", model: "m", contextWindow: $1)
        }
        let scene = AnswerRunScene(try AnswerRunScene.conversation(.ui, targets: targets))
        scene.mayCall()
        scene.refusal(400, refusal)
        #expect(scene.takeDeeds() == ["call p0", "next target", "call p3"])
        scene.refusal(400, refusal)
        #expect(scene.takeDeeds() == ["fail PROVIDER_REFUSED"])
    }

    @Test func `a signature that is refused is left out, once`() throws {
        let history = #"""
            {"model":"openai/m","trigger":"submit-message","messages":[
            {"id":"1","role":"user","parts":[{"type":"text","text":"q"}]},
            {"id":"2","role":"assistant","parts":[{"type":"step-start"},{"type":"reasoning","text":"hm",
              "providerMetadata":{"mamba":{"model":"m","reasoningDetails":[{"type":"thinking","signature":"old"}]}}},
              {"type":"text","text":"a"}]},
            {"id":"3","role":"user","parts":[{"type":"text","text":"b"}]}]}
            """#
        let scene = AnswerRunScene(
            try AnswerRunScene.conversation(.ui, targets: [ModelTarget(model: "m")], body: history)
        )
        scene.mayCall()
        #expect(scene.bodies.last?.contains("old") == true)
        let refusal = #"{"error":{"message":"Invalid `signature` in `thinking` block"}}"#
        scene.refusal(400, refusal)
        #expect(scene.takeDeeds() == ["call", "call"])
        #expect(scene.bodies.last?.contains("old") == false)
        scene.refusal(400, refusal)
        #expect(scene.takeDeeds() == ["fail PROVIDER_REFUSED"])
    }

    @Test func `the overall limit holds over all targets`() throws {
        let scene = try Self.scene(targets: 20)
        scene.pass(.seconds(102))
        #expect(scene.takeDeeds().last == "fail STREAM_TIMEOUT")
    }
}
