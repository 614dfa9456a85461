import AnswerKit
import Chat
import Configuration
import HTTP
import Testing

@testable import Gateway
@testable import Upstream

/// The machine of an answer in virtual time, without sockets.
@Suite struct AnswerRunTests {
    private typealias Event = ProviderEvent

    @Test func `an answer is one call`() throws {
        let scene = try AnswerRunScene.calling()
        scene.events(Event.role, Event.text("a"), Event.finish("stop"), Event.done)
        #expect(scene.takeDeeds() == ["call", "finish"])
        #expect(scene.outlet.endings == [.complete])
        #expect(scene.chunkTypes.last == "finish")
        #expect(scene.run.summary.attempts == 1)
    }

    @Test func `only bytes with events are progress, and the first content is told once a call`()
        throws
    {
        let scene = try AnswerRunScene.calling()
        let role = scene.bytes(Event.stream([Event.role]))
        #expect(role?.hasEvents == true && role?.isFirstContent == false)
        let comment = scene.bytes(Array(": hello\n\n".utf8))
        #expect(comment?.hasEvents == false)
        let text = scene.bytes(Event.stream([Event.text("a")]))
        #expect(text?.hasEvents == true && text?.isFirstContent == true)
        #expect(scene.bytes(Event.stream([Event.text("b")]))?.isFirstContent == false)
    }

    // The permit

    @Test func `a call waits for its permit, with signs of life`() throws {
        let scene = AnswerRunScene(try AnswerRunScene.conversation(.ui))
        scene.queue(for: .seconds(40))
        scene.pass(.seconds(35))
        #expect(scene.takeDeeds() == ["sign of life", "sign of life"])
        scene.mayCall()
        #expect(scene.takeDeeds() == ["call"])
        scene.pass(.seconds(9))
        scene.events(Event.text("a"), Event.finish("stop"), Event.done)
        #expect(scene.takeDeeds().last == "finish")
    }

    @Test func `a permit that does not come in time is none`() throws {
        let scene = AnswerRunScene(try AnswerRunScene.conversation(.ui))
        scene.queue(for: .seconds(4))
        scene.pass(.seconds(5))
        #expect(scene.takeDeeds() == ["fail PROVIDER_BUSY"])
        #expect(scene.chunkTypes.last == "error")
    }

    // Time limits

    @Test func `the first token has its limit, and each after it another`() throws {
        let silent = try AnswerRunScene.calling()
        silent.events(Event.role)
        silent.pass(.seconds(11))
        #expect(silent.takeDeeds() == ["call", "fail FIRST_TOKEN_TIMEOUT"])
        let stalled = try AnswerRunScene.calling()
        stalled.events(Event.text("a"))
        stalled.pass(.seconds(19))
        stalled.events(Event.text("b"))
        stalled.pass(.seconds(21))
        #expect(stalled.deeds.last == "fail IDLE_TIMEOUT")
        #expect(stalled.chunkTypes.filter { $0 == "text-delta" }.count == 2)
    }

    @Test func `comments of the provider are no progress`() throws {
        let scene = try AnswerRunScene.calling()
        scene.events(Event.text("a"))
        for _ in 0..<3 {
            scene.pass(.seconds(7))
            if !scene.run.isOver { scene.bytes(Array(": hello\n\n".utf8)) }
        }
        #expect(scene.deeds.last == "fail IDLE_TIMEOUT")
    }

    @Test func `an answer that never ends has a limit for all of it`() throws {
        let scene = try AnswerRunScene.calling()
        for _ in 0..<30 where !scene.run.isOver {
            scene.events(Event.text("a"))
            scene.pass(.seconds(4))
        }
        #expect(scene.takeDeeds() == ["call", "fail STREAM_TIMEOUT"])
        #expect(scene.chunkTypes.filter { $0 == "text-delta" }.count == 25)
    }

    @Test func `reasoning that the client is not shown has signs of life`() throws {
        let scene = AnswerRunScene(try AnswerRunScene.conversation(.mamba)) {
            $0.openai.firstTokenTimeout = .seconds(90)
        }
        scene.mayCall()
        for _ in 0..<4 {
            scene.events(Event.reasoning("hm"))
            scene.pass(.seconds(8))
        }
        #expect(scene.takeDeeds() == ["call", "sign of life", "sign of life"])
        #expect(scene.outlet.text.ranges(of: ": ping\n\n").count == 2)
    }

    // Tries

    @Test func `a try that fails before its answer is made again after a wait`() throws {
        let scene = try AnswerRunScene.calling()
        scene.refusal(500)
        scene.pass(.seconds(1))
        scene.end(.closedBeforeHead(.nothingReceived))
        scene.pass(.seconds(3))
        scene.events(Event.text("a"), Event.finish("stop"), Event.done)
        #expect(
            scene.takeDeeds() == [
                "call", "again after 0.5 seconds", "call", "again after 1.0 seconds", "call",
                "finish",
            ]
        )
        #expect(scene.run.summary.attempts == 3)
        #expect(scene.chunkTypes.filter { $0 == "start-step" }.count == 1)
        #expect(Set(scene.bodies).count == 1)
    }

    @Test func `tries have a number, and a budget`() throws {
        let scene = try AnswerRunScene.calling()
        for _ in 0..<3 {
            scene.refusal(503)
            scene.pass(.seconds(3))
        }
        #expect(scene.deeds.filter { $0 == "call" }.count == 3)
        #expect(scene.deeds.last == "fail PROVIDER_ERROR")
        let poor = try AnswerRunScene.calling()
        poor.hasBudget = false
        poor.refusal(503)
        #expect(poor.takeDeeds() == ["call", "fail PROVIDER_ERROR"])
    }

    @Test(arguments: [("2", "again after 2.0 seconds"), ("6", "fail PROVIDER_RATE_LIMITED")])
    func `what the provider asks to wait is waited for, within a bound`(
        retryAfter: String,
        deed: String
    ) throws {
        let scene = try AnswerRunScene.calling()
        scene.refusal(429, retryAfter: retryAfter)
        #expect(scene.deeds == ["call", deed])
    }

    @Test func `an answer that has begun is not asked for again`() throws {
        let scene = try AnswerRunScene.calling()
        scene.events(Event.text("a"))
        scene.end(.bodyCut(.nothingReceived))
        #expect(scene.takeDeeds() == ["call", "fail ANSWER_INCOMPLETE"])
        #expect(scene.chunkTypes.last == "error")
    }

    @Test func `a provider that refuses stream_options is asked without, and not once more`() throws
    {
        let scene = try AnswerRunScene.calling()
        scene.refusal(400, #"{"error":{"message":"Unknown parameter: stream_options"}}"#)
        #expect(scene.takeDeeds() == ["call", "usage refused", "call"])
        #expect(scene.bodies[0].contains("include_usage"))
        #expect(!scene.bodies[1].contains("include_usage"))
        for _ in 0..<3 {
            scene.refusal(500)
            scene.pass(.seconds(3))
        }
        // Three tries of the request as the provider takes it.
        #expect(scene.takeDeeds().filter { $0 == "call" }.count == 2)
    }

    @Test func `of a refusal no more is kept than tells its cause`() throws {
        let scene = try AnswerRunScene.calling()
        let words = String(repeating: "x", count: 100_000)
        scene.refusal(400, #"{"error":{"message":"\#(words)"}}"#)
        #expect(scene.deeds.last == "fail PROVIDER_REFUSED")
        #expect(scene.run.failureDetail?.contains("provider answered 400") == true)
        #expect(scene.run.failureDetail.map { $0.utf8.count < 10_000 } == true)
    }

    @Test func `an answer that is compressed is none`() throws {
        let scene = try AnswerRunScene.calling()
        var head = UpstreamHead()
        for line in ["HTTP/1.1 200 OK", "Content-Encoding: br"] { head.read(line.utf8.span) }
        scene.head(head)
        #expect(scene.takeDeeds() == ["call", "fail ANSWER_INVALID"])
    }

    // Ends

    @Test func `an answer of which nothing is missing ends well, however its transfer ends`() throws
    {
        for isBroken in [true, false] {
            let scene = try AnswerRunScene.calling()
            scene.events(Event.text("a"), Event.finish("stop"))
            if isBroken { scene.end(.bodyCut(.nothingReceived)) } else { scene.pass(.seconds(3)) }
            #expect(scene.takeDeeds() == ["call", "finish"])
        }
        let told = try AnswerRunScene.calling()
        told.events(Event.text("a"), Event.finish("stop"))
        told.fail(.shuttingDown)
        #expect(told.takeDeeds() == ["call", "finish"])
    }

    @Test func `a tool's results are a call of their own, with tries of its own`() throws {
        let scene = try AnswerRunScene.calling()
        scene.refusal(500)
        scene.pass(.seconds(2))
        scene.events(
            Event.call("generateCard", id: "c", arguments: #"{"title":"t"}"#),
            Event.finish("tool_calls"),
            Event.done
        )
        #expect(scene.takeDeeds().suffix(2) == ["call complete", "call"])
        for _ in 0..<2 {
            scene.refusal(500)
            scene.pass(.seconds(3))
        }
        scene.events(Event.text("done"), Event.finish("stop"), Event.done)
        #expect(scene.deeds.last == "finish")
        #expect(scene.run.summary.attempts == 5)
    }

    @Test func `a second end is none`() throws {
        let scene = try AnswerRunScene.calling()
        scene.fail(.shuttingDown)
        scene.fail(.totalTimeout)
        scene.pass(.seconds(200))
        #expect(scene.takeDeeds() == ["call", "fail SERVER_SHUTTING_DOWN"])
        #expect(scene.outlet.endings == [.complete])
        let left = try AnswerRunScene.calling()
        left.leave()
        left.fail(.shuttingDown)
        left.pass(.seconds(200))
        #expect(left.takeDeeds() == ["call"])
        #expect(left.outlet.endings.isEmpty)
    }

    // The client

    @Test func `a slow client pauses the transfer between two marks`() throws {
        let scene = try AnswerRunScene.calling()
        scene.events(Event.text("a"))
        for byteCount in [100, 101, 5000, 11, 10, 0] { scene.outputWaits(byteCount) }
        #expect(scene.takeDeeds() == ["call", "pause", "resume"])
    }

    @Test func `a client that is slow is not the provider's silence`() throws {
        let scene = try AnswerRunScene.calling()
        scene.events(Event.text("a"))
        scene.outputWaits(101)
        scene.pass(.seconds(60))
        #expect(scene.takeDeeds() == ["call", "pause"])
        scene.outputWaits(0)
        scene.pass(.seconds(21))
        #expect(scene.deeds.last == "fail IDLE_TIMEOUT")
    }

    // Titles

    @Test func `a title is its body whatever comes of it`() throws {
        func scene() throws -> AnswerRunScene {
            let body = #"{"userMessage":"q","conversationId":"c"}"#
            let target = ModelTarget(model: "m")
            let request = try TitleRequest(body.utf8.span)
            let engine = TitleEngine(
                request.completionRequest(body: body.utf8.span, target: target, lengthMax: 50),
                targets: [target],
                lengthMax: 50
            )
            let scene = AnswerRunScene(engine)
            scene.mayCall()
            return scene
        }
        let good = try scene()
        good.bytes(
            Array(
                (#"{"id":"c","model":"m","choices":[{"finish_reason":"stop","#
                    + #""message":{"content":"A title"}}]}"#).utf8
            )
        )
        good.end()
        #expect(good.outlet.text == #"{"title":"A title","useFallback":false}"#)
        #expect(good.takeDeeds() == ["call", "finish"])
        let fallback = #"{"title":"","useFallback":true}"#
        let late = try scene()
        late.pass(.seconds(101))
        #expect(late.outlet.text == fallback)
        #expect(late.takeDeeds() == ["call", "fail STREAM_TIMEOUT"])
        let cut = try scene()
        for _ in 0..<3 {
            cut.bytes(Array(#"{"id":"c""#.utf8))
            cut.end(.bodyCut(.nothingReceived))
            cut.pass(.seconds(3))
        }
        #expect(cut.outlet.text == fallback)
        #expect(cut.deeds.last == "fail ANSWER_INCOMPLETE")
        let long = try scene()
        long.bytes([UInt8](repeating: 0x20, count: 1024 * 1024 + 1))
        #expect(long.outlet.text == fallback)
        #expect(long.outlet.status == .ok)
        #expect(long.takeDeeds() == ["call", "fail ANSWER_INVALID"])
    }
}
