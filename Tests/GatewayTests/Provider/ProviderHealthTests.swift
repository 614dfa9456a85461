import Chat
import Configuration
import JSON
import MockProvider
import TestKit
import Testing

@testable import Gateway

/// What a failing provider means for clients: the circuit and the budget at work.
@Suite struct ProviderHealthTests {
    private static func touchy(_ settings: inout Settings) {
        settings.circuit.callsMin = 3
        settings.circuit.failureRatio = 1
        settings.circuit.openTime = .seconds(60)
        settings.openai.maxRetries = 1
    }

    @Test(arguments: ["fault=status:500", "fault=reset", "fault=close"])
    func `after enough failures clients are told at once and the provider is left alone`(
        directive: String
    ) throws {
        try GatewayScene.run(Self.touchy) { scene throws in
            for _ in 0..<3 {
                let response = try scene.response(to: .chat(directive))
                #expect(response.ending[0] == "error")
            }
            let started = scene.counters.statistics.started
            for _ in 0..<5 {
                let response = try scene.response(to: .chat("tokens=1"))
                #expect(response.status == 200)
                let sentence = "\(ChatError.providerUnavailable.sentence)"
                #expect(response.ending == ["error", sentence])
            }
            #expect(scene.counters.statistics.started == started)
            #expect(try scene.logLines(8).last?.error_type == "PROVIDER_UNAVAILABLE")
        }
    }

    @Test(arguments: [
        "fault=status:400", "fault=status:401", "fault=status:404", "fault=status:429",
    ])
    func `refusals do not open the circuit`(directive: String) throws {
        try GatewayScene.run(Self.touchy) { scene throws in
            for _ in 0..<5 { _ = try scene.response(to: .chat(directive)) }
            #expect(try scene.response(to: .chat("tokens=1")).mambaText.isEmpty == false)
        }
    }

    @Test func `clients that leave do not open the circuit`() throws {
        try GatewayScene.run(Self.touchy) { scene throws in
            for _ in 0..<5 {
                let client = try scene.connect()
                client.send(.chat("fault=silence"))
                try scene.wait { scene.streamCount == 1 }
                client.reset()
                try scene.wait { scene.streamCount == 0 }
            }
            #expect(try scene.response(to: .chat("tokens=1")).mambaText.isEmpty == false)
        }
    }

    @Test func `first tokens that do not come open the circuit`() throws {
        try GatewayScene.run({
            Self.touchy(&$0)
            $0.openai.firstTokenTimeout = .milliseconds(100)
        }) { scene throws in
            for _ in 0..<3 { _ = try scene.response(to: .chat("fault=silence")) }
            let response = try scene.response(to: .chat("tokens=1"))
            #expect(response.ending[1] == "\(ChatError.providerUnavailable.sentence)")
        }
    }

    @Test func `an open circuit closes when the provider has recovered`() throws {
        try GatewayScene.run({
            Self.touchy(&$0)
            $0.circuit.openTime = .milliseconds(100)
        }) { scene throws in
            for _ in 0..<3 { _ = try scene.response(to: .chat("fault=status:500")) }
            var answered = false
            try scene.wait {
                guard let response = try? scene.response(to: .chat("tokens=1")) else {
                    return false
                }
                answered = response.ending[0] == "finish"
                return answered
            }
            #expect(answered)
            for _ in 0..<3 {
                #expect(try scene.response(to: .chat("tokens=1")).ending[0] == "finish")
            }
        }
    }

    @Test(arguments: [0, 1])
    func `without a budget nothing is tried again`(ratio: Double) throws {
        try GatewayScene.run({
            $0.retry.budgetPerSecond = 0
            $0.retry.budgetRatio = ratio
            $0.openai.maxRetries = 2
        }) { scene throws in
            _ = try scene.response(to: .chat("fault=status:500"))
            #expect(scene.counters.statistics.started == (ratio == 0 ? 1 : 2))
        }
    }
}
