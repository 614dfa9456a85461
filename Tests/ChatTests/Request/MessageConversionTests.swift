// How messages of clients become messages of the provider, one rule at a time.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct MessageConversionTests {
    private static let next = message("user", text("next"))

    @Test func `text parts are joined by a space in one contract, by nothing in the other`() throws
    {
        let messages = [
            message("system", "\(text("s")),\(text("")),\(text("t"))"),
            message("user", "\(text("a")),\(text("b"))"),
            message("assistant", "\(text("c")),\(text("d"))"),
            message("user", "\(text("e")),\(text("f"))"),
        ].joined(separator: ",")
        let spaced = array(system("s  t"), user("a b"), assistant("c d"), user("e f"))
        #expect(try converted(messages) == spaced)
        let joined = array(system("st"), user("ab"), assistant("cd"), user("ef"))
        #expect(try converted(messages, contract: .ui) == joined)
    }

    @Test func `text passes as it stands in the body`() throws {
        let written = #"\u00e9\/ \ud83d\ude00 \"q\" \\ \t é😀 \u2028"#
        for contract in [RequestContract.completions, .ui] {
            let result = try converted(message("user", text(written)), contract: contract)
            #expect(result == array(user(written)))
        }
    }

    @Test func `half of a surrogate pair becomes a replacement character`() throws {
        let result = try converted(message("user", text(#"a\ud800b\udc00"#)))
        #expect(result == array(user("a\u{FFFD}b\u{FFFD}")))
    }

    @Test func `content stands for missing parts in the SDK's contract only`() throws {
        let old = #"{"id":"m","role":"user","content":"old","parts":[]}"#
        #expect(try converted(old, contract: .ui) == array(user("old")))
        #expect(try converted(old) == array(user("")))
        let reply = #"{"role":"assistant","content":"said"}"#
        #expect(try converted(reply, contract: .ui) == array(assistant("said")))
    }

    @Test func `neighbouring answers are one in the original's contract, apart in the SDK's`()
        throws
    {
        let messages = [
            message("assistant", text("a")), message("assistant", text("")),
            message("assistant", "\(text("b")),\(stepStart),\(text("c"))"), Self.next,
        ].joined(separator: ",")
        let joined = array(assistant(#"a\n\nb\n\nc"#), user("next"))
        #expect(try converted(messages) == joined)
        let apart = array(assistant("a"), assistant("b"), assistant("c"), user("next"))
        #expect(try converted(messages, contract: .ui) == apart)
    }

    @Test func `an assistant message that says nothing vanishes`() throws {
        let reasoning = #"{"type":"reasoning","text":"hm"}"#
        let empty = [
            message("assistant", ""),
            message("assistant", "\(stepStart),\(reasoning),\(text(""))"),
        ].joined(separator: ",")
        for tells in [false, true] {
            let rest = try converted(empty + "," + Self.next, contract: .ui, tellsReasoning: tells)
            #expect(rest == array(user("next")))
        }
        #expect(try converted(empty, contract: .ui) == array(user("")))
    }

    private static let thinking = [
        message(
            "assistant",
            #"{"type":"reasoning","text":"h\u006d ","state":"done"},{"type":"reasoning","text":""},"#
                + #"{"type":"reasoning","text":"so\ud800"},\#(text("Hi")),\#(stepStart),"#
                + #"{"type":"reasoning","text":"now"},"#
                + #"{"type":"tool-generateCard","toolCallId":"t","state":"output-available","#
                + #""input":{"title":"A"},"output":"shown"}"#
        ),
        // As the SDK's fourth release sent it.
        #"{"id":"m","role":"assistant","content":"Yo","parts":[{"type":"reasoning","reasoning":"v4"}]}"#,
        message("user", #"{"type":"reasoning","text":"no"},\#(text("next"))"#),
    ].joined(separator: ",")

    @Test func `what the model thought is sent back where the provider takes it`() throws {
        let card = call("generateCard", #"{\"title\":\"A\"}"#)
        let told = array(
            assistant("Hi", thinking: "h\\u006d so\u{FFFD}"),
            assistant(nil, thinking: "now", calling: card),
            answer("shown"),
            assistant("Yo", thinking: "v4"),
            user("next")
        )
        #expect(try converted(Self.thinking, contract: .ui, tellsReasoning: true) == told)
    }

    @Test func `what the model thought is left out where nobody asks for it`() throws {
        let card = call("generateCard", #"{\"title\":\"A\"}"#)
        let silent = array(
            assistant("Hi"),
            assistant(nil, calling: card),
            answer("shown"),
            assistant("Yo"),
            user("next")
        )
        #expect(try converted(Self.thinking, contract: .ui) == silent)
        // The original knows no reasoning.
        let original = try converted(Self.thinking, tellsReasoning: true)
        #expect(!original.contains("reasoning_content"))
    }

    @Test func `the last message may be the assistant's in the SDK's contract`() throws {
        let last = message("assistant", text("a"))
        #expect(try converted(last, contract: .ui) == array(assistant("a")))
        #expect(try converted(last) == array(user("a")))
    }

    @Test(arguments: ["o1-mini", "o1-mini-2024-09-12", "o1-preview"])
    func `the first models that reason get system messages as the user's`(_ model: String) throws {
        let messages = message("system", text("s")) + "," + Self.next
        let result = try converted(messages, model: "openai/\(model)")
        #expect(result == array(user("s"), user("next")))
    }

    @Test func `files make the content of a user's message a list`() throws {
        let image = #"{"type":"file","mediaType":"image/png","url":"https://h/x"}"#
        let messages = message("user", "\(image),\(text("")),\(text("what?"))")
        let parts = array(
            #"{"type":"image_url","image_url":{"url":"https://h/x"}}"#,
            #"{"type":"text","text":"what?"}"#
        )
        let expected = array(#"{"role":"user","content":\#(parts)}"#)
        #expect(try converted(messages, contract: .ui) == expected)
        #expect(try converted(messages) == expected)
        let shown = message("assistant", "\(image),\(text("mine"))")
        #expect(try converted(shown, contract: .ui) == array(assistant("mine")))
        #expect(try converted(shown) == array(user("mine")))
    }

    @Test func `a large text is converted byte for byte`() throws {
        let large = String(repeating: #"pé\n"#, count: 1_000_000)
        #expect(try converted(message("user", text(large))) == array(user(large)))
    }

    @Test func `naughty strings reach the provider as they are`() throws {
        let list = Fixture.text("big-list-of-naughty-strings/blns.json")
        let naughty = try #require(JSONValue(text: list)?.array).compactMap(\.string)
        #expect(naughty.count > 500)
        for string in naughty {
            let part: JSONValue = ["type": "text", "text": .string(string)]
            let result = try converted(message("user", part.description))
            let content = JSONValue(text: result)?[0]?["content"]
            #expect(content == .string(string))
        }
    }

    /// The request of a second turn as AI SDK 7.0.77 sent it.
    @Test func `a captured request of the SDK is converted step by step`() throws {
        let body = #"""
            {"model":"openai/gpt-4o","id":"chat-1","messages":[
             {"parts":[{"type":"text","text":"one"}],"id":"client-1","role":"user"},
             {"id":"ref-msg","role":"assistant","parts":[{"type":"step-start"},
               {"type":"text","text":"Let me see.","state":"done"},
               {"type":"tool-generateForm","toolCallId":"call_1","state":"output-available",
                "input":{"title":"A"},"output":{"type":"form","title":"A"}},
               {"type":"step-start"},{"type":"text","text":"All done.","state":"done"}]},
             {"parts":[{"type":"text","text":"two"}],"id":"client-3","role":"user"}],
             "trigger":"submit-message"}
            """#
        let request = try chat(body)
        var elements = ByteBuffer()
        let isWhole = MessageConversion.append(
            messagesOf: request,
            in: body.utf8.span,
            ModelCallForm(request.model.targets[0]),
            to: &elements
        )
        #expect(isWhole)
        let result = "[" + String(elements.bytes) + "]"
        let form = call("generateForm", #"{\"title\":\"A\"}"#, id: "call_1")
        let expected = array(
            user("one"),
            assistant("Let me see.", calling: form),
            answer(#"{\"type\":\"form\",\"title\":\"A\"}"#, id: "call_1"),
            assistant("All done."),
            user("two")
        )
        #expect(result == expected)
        #expect(request.contract == .ui)
    }
}
