// Recorded scenarios in which the client brings tools along, or goes on with its last message.

import AnswerKit

@testable import Chat

extension GoldenStreamTests {
    private typealias Event = ProviderEvent

    private static let end = [Event.finish("tool_calls"), Event.done]
    private static let answer = [Event.answer("All ", "done.")]

    private static func call(_ name: String, _ id: String, index: Int = 0, _ arguments: String)
        -> [String]
    {
        [Event.call(name, id: id, index: index), Event.arguments(arguments, index: index)]
    }

    private static func going(on call: SettledCall.Outcome?) -> Continuation {
        let settled = call.map {
            [SettledCall(id: Array("call_1".utf8), isDynamic: false, outcome: $0)]
        }
        return Continuation(messageID: "ref-msg", settledCalls: settled ?? [])
    }

    static let clientCases = [
        Case(
            name: "clienttool",
            calls: [call("getLocation", "call_1", "{}") + end],
            clientTools: ["getLocation"]
        ),
        Case(
            name: "clienttool.two-responses",
            calls: answer,
            clientTools: ["getLocation"],
            continuation: going(on: nil)
        ),
        Case(
            name: "mixed",
            calls: [
                call("generateCard", "call_1", #"{"title":"A"}"#)
                    + call("getLocation", "call_2", index: 1, "{}") + end
            ],
            differences: [.wholeOutput],
            clientTools: ["getLocation"]
        ),
        Case(
            name: "approve",
            calls: [call("danger", "call_1", "{}") + end],
            differences: [.approvalIsTheClients],
            clientTools: ["danger"]
        ),
        Case(
            name: "approve-yes.two-responses",
            calls: answer,
            continuation: going(on: .output(Array(#"{"done":true}"#.utf8)))
        ),
        Case(
            name: "approve-no.two-responses",
            calls: answer,
            continuation: going(on: .denied),
            oldestRelease: SDKRelease(6, 0, 0)
        ),
        Case(
            name: "emptyargs",
            calls: [[Event.call("noArgs", id: "call_1")] + end],
            differences: [.leftToClient],
            clientTools: ["noArgs"]
        ),
        Case(
            name: "annotations",
            calls: [
                [
                    Event.role, Event.text("See"),
                    Event.delta(
                        #"{"annotations":[{"type":"url_citation","url_citation":{"start_index":0,"#
                            + #""end_index":3,"url":"https://example.com","title":"Ex"}}]}"#
                    ), Event.finish("stop"), Event.done,
                ]
            ],
            differences: [.sourcesAreShown],
            openAIDifferences: [.sourceNumber]
        ),
    ]
}
