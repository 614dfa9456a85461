// What the provider is told about calls of tools in a history.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ToolCallConversionTests {
    private static let next = message("user", text("next"))

    /// One tool part in an assistant message, and what the provider is told about it.
    struct ToolCase: CustomTestStringConvertible, Sendable {
        let part: String
        /// The arguments and the answer; nil if the call is left out.
        let told: (arguments: String, answer: String)?

        var testDescription: String { part }

        /// A case of a tool that the server does not have, of the SDK's fifth release or later.
        init(_ members: String, _ arguments: String, _ answer: String) {
            part = tool("tool-weather", members)
            told = (arguments, answer)
        }

        init(leftOut members: String) {
            part = tool("tool-weather", members)
            told = nil
        }

        init(part: String, told: (String, String)?) {
            self.part = part
            self.told = told
        }
    }

    private static let denied = "Tool call execution denied."

    private static let answered: [ToolCase] = [
        ToolCase(
            #""state":"output-available","input":{ "a": "x y" },"output":{ "b": [1, "\"z"] }"#,
            #"{\"a\":\"x y\"}"#,
            #"{\"b\":[1,\"\\\"z\"]}"#
        ),
        ToolCase(
            #""state":"output-available","input":{},"output":"a \"t\" é""#,
            "{}",
            #"a \"t\" é"#
        ),
        ToolCase(#""state":"output-available","input":{},"output":null"#, "{}", "null"),
        ToolCase(#""state":"output-available","input":{}"#, "{}", "null"),
        ToolCase(#""state":"output-available","preliminary":true,"output":-1.50"#, "{}", "-1.50"),
        ToolCase(#""state":"output-available","input":"raw","output":1"#, "{}", "1"),
        ToolCase(
            #""state":"output-available","input":{"a":1},"output":1,"providerExecuted":true"#,
            #"{\"a\":1}"#,
            "1"
        ),
        ToolCase(#""state":"output-error","input":{},"errorText":"it broke""#, "{}", "it broke"),
        ToolCase(#""state":"output-error","rawInput":"{\"a","errorText":"no""#, "{}", "no"),
        ToolCase(#""state":"output-error""#, "{}", "Tool call failed."),
        ToolCase(#""state":"output-denied","approval":{"id":"a","reason":"no"}"#, "{}", "no"),
        ToolCase(#""state":"output-denied","input":{}"#, "{}", denied),
        ToolCase(#""state":"approval-responded","approval":{"approved":false}"#, "{}", denied),
        ToolCase(#""state":"not-yet-known","input":{},"output":7"#, "{}", "7"),
        ToolCase(#""input":{},"errorText":"e""#, "{}", "e"),
        ToolCase(
            part: tool(
                "dynamic-tool",
                #""toolName":"weather","state":"output-available","input":{},"output":1"#
            ),
            told: ("{}", "1")
        ),
        ToolCase(
            part: tool("tool-invocation", #""toolName":"weather","args":{},"result":{"b":2}"#),
            told: ("{}", #"{\"b\":2}"#)
        ),
        ToolCase(part: nested("result", #","result":{"b":2}"#), told: ("{}", #"{\"b\":2}"#)),
        ToolCase(part: nested("result", #","result":null"#), told: ("{}", "null")),
    ]

    private static let leftOut: [ToolCase] = [
        ToolCase(leftOut: #""state":"approval-responded","approval":{"approved":true}"#),
        ToolCase(leftOut: #""state":"approval-requested","input":{},"approval":{"id":"a"}"#),
        ToolCase(leftOut: #""state":"input-available","input":{"a":1}"#),
        ToolCase(leftOut: #""state":"input-streaming","input":{"a":1},"output":1"#),
        ToolCase(part: nested("call", ""), told: nil),
        ToolCase(part: nested("partial-call", ""), told: nil),
        ToolCase(part: tool("tool-", #""state":"output-available","output":1"#), told: nil),
        ToolCase(part: tool("dynamic-tool", #""state":"output-available","output":1"#), told: nil),
    ]

    private static func nested(_ state: String, _ result: String) -> String {
        let members = #""toolCallId":"t","toolName":"weather","args":{}"#
        let invocation = #"{"state":"\#(state)","step":0,\#(members)\#(result)}"#
        return #"{"type":"tool-invocation","toolInvocation":\#(invocation)}"#
    }

    @Test(arguments: answered + leftOut, [RequestContract.ui, .completions])
    func `a call is told with its answer or not at all`(
        _ tool: ToolCase,
        _ contract: RequestContract
    ) throws {
        let result = try converted(
            message("assistant", tool.part) + "," + Self.next,
            contract: contract
        )
        guard let told = tool.told else { return #expect(result == array(user("next"))) }
        let expected = array(
            assistant(nil, calling: call("weather", told.arguments)),
            answer(told.answer),
            user("next")
        )
        #expect(result == expected)
    }

    @Test(arguments: ["input-available", "approval-requested", "call"])
    func `an unanswered call of a display tool is answered by its arguments`(_ state: String) throws
    {
        let form = tool("tool-generateForm", #""state":"\#(state)","input":{"title": "T"}"#)
        let messages = message("assistant", text("x") + "," + form) + "," + Self.next
        let arguments = #"{\"title\":\"T\"}"#
        let expected = array(
            assistant("x", calling: call("generateForm", arguments)),
            answer(arguments),
            user("next")
        )
        #expect(try converted(messages, contract: .ui) == expected)
        #expect(try converted(messages) == expected)
    }

    private static let form = tool("tool-invocation", #""toolName":"generateForm","args":{"a":1}"#)
    private static let answeredForm = tool(
        "tool-invocation",
        #""toolName":"generateForm","args":{"a":1},"result":{"b":2}"#
    )

    @Test func `a call that stands twice is told where it was answered`() throws {
        let spelled = Self.answeredForm.replacing(#""t""#, with: #""\u0074""#)
        let messages = [
            message("assistant", Self.form), message("user", text("hm")),
            message("assistant", spelled + "," + Self.form), Self.next,
        ]
        let told = call("generateForm", #"{\"a\":1}"#, id: #"\u0074"#)
        let expected = array(
            user("hm"),
            assistant(nil, calling: told),
            answer(#"{\"b\":2}"#, id: #"\u0074"#),
            user("next")
        )
        #expect(try converted(messages.joined(separator: ",")) == expected)
    }

    @Test func `the arguments of an answered call are the first that were told`() throws {
        let other = Self.answeredForm.replacing(#"{"a":1}"#, with: #"{"a":2}"#)
        let messages = [
            message("assistant", Self.form), message("assistant", other),
            message("user", text("hm")), message("assistant", other), Self.next,
        ]
        let answered = answer(#"{\"b\":2}"#)
        let expected = array(
            assistant(nil, calling: call("generateForm", #"{\"a\":1}"#)),
            answered,
            user("hm"),
            assistant(nil, calling: call("generateForm", #"{\"a\":2}"#)),
            answered,
            user("next")
        )
        #expect(try converted(messages.joined(separator: ",")) == expected)
    }

    @Test func `an answer in the prompt is none, for the prompt's calls are not told`() throws {
        let messages =
            message("assistant", Self.form) + "," + message("assistant", Self.answeredForm)
        let arguments = #"{\"a\":1}"#
        let expected = array(
            assistant(nil, calling: call("generateForm", arguments)),
            answer(arguments),
            user("")
        )
        #expect(try converted(messages) == expected)
    }

    private static let weather = tool("tool-weather", #""state":"output-available","output":1"#)

    @Test
    func `a call that was refused goes back with what the model had sent, if that is an object`()
        throws
    {
        for (members, arguments) in [
            (#""rawInput":{"a":1}"#, #"{\"a\":1}"#), (#""rawInput":"{\"a""#, "{}"),
            (#""input":{"b":2},"rawInput":7"#, #"{\"b\":2}"#),
            (#""x":1"#, "{}"),
        ] {
            let part = tool("tool-weather", #""state":"output-error","errorText":"no","# + members)
            let expected = array(
                assistant(nil, calling: call("weather", arguments)),
                answer("no")
            )
            #expect(try converted(message("assistant", part), contract: .ui) == expected)
        }
    }

    @Test func `steps are messages of their own, with their texts before their calls`() throws {
        let parts = [stepStart, Self.weather, text("a"), text("b"), stepStart, text("c")]
        let expected = array(
            assistant("ab", calling: call("weather", "{}")),
            answer("1"),
            assistant("c")
        )
        let messages = message("assistant", parts.joined(separator: ","))
        #expect(try converted(messages, contract: .ui) == expected)
    }

    @Test func `the same id may come back in a later step, but not in the same`() throws {
        let parts = [Self.weather, Self.weather, stepStart, Self.weather].joined(separator: ",")
        let once = [assistant(nil, calling: call("weather", "{}")), answer("1")]
            .joined(separator: ",")
        #expect(try converted(message("assistant", parts), contract: .ui) == array(once, once))
    }

    @Test func `tools in messages of others than the assistant are left out`() throws {
        let messages =
            message("system", Self.weather) + ","
            + message("user", Self.weather + "," + text("a"))
        let expected = array(system(""), user("a"))
        #expect(try converted(messages, contract: .ui) == expected)
        #expect(try converted(messages) == expected)
    }
}
