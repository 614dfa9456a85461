// Lets the demo show the tools: a word in the message calls one.

internal import Bytes

/// The tools that the demo calls of itself when they are offered and asked for.
enum DemoTools {
    private struct Tool {
        let word: StaticString
        let name: String
        let arguments: String
    }

    private static let tools = [
        Tool(
            word: "form",
            name: "generateForm",
            arguments: #"{"title":"Sign up for the newsletter","fields":["#
                + #"{"id":"name","type":"text","label":"Your name","required":true},"#
                + #"{"id":"email","type":"email","label":"E-mail","required":true},"#
                + #"{"id":"often","type":"select","label":"How often?","options":["#
                + #"{"label":"Weekly","value":"week"},{"label":"Monthly","value":"month"}]}],"#
                + #""submitLabel":"Subscribe"}"#
        ),
        Tool(
            word: "chart",
            name: "generateChart",
            arguments: #"{"chartType":"bar","title":"Memory of one open stream, in KB","data":["#
                + #"{"label":"bare relay","value":1.3},{"label":"haproxy","value":4.6},"#
                + #"{"label":"nginx","value":17.7},{"label":"envoy","value":49}]}"#
        ),
        Tool(
            word: "code",
            name: "generateCode",
            arguments: #"{"language":"javascript","filename":"hello.js","code":"#
                + #""for (const name of [\"Mamba\", \"world\"]) {\n"#
                + #"    console.log(`Hello, ${name}!`);\n}\n","#
                + #""showLineNumbers":true}"#
        ),
        Tool(
            word: "card",
            name: "generateCard",
            arguments: #"{"title":"Mamba","description":"A streaming chat server","#
                + #""content":"One process, one event loop per core, no framework.","#
                + #""actions":[{"label":"Say hello","action":"hello","variant":"default"}]}"#
        ),
    ]

    /// The call that a message asks for, or nil.
    static func call(for request: MockRequest) -> MockScript.ToolCall? {
        for tool in tools where request.toolNames.contains(tool.name) {
            if mentions(request.prompt.span, tool.word) {
                return MockScript.ToolCall(name: tool.name, arguments: tool.arguments)
            }
        }
        return nil
    }

    private static func mentions(_ prompt: Span<UInt8>, _ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard prompt.count >= length else { return false }
        for start in 0...prompt.count - length
        where prompt.extracting(start..<start + length).equalsIgnoringCase(word) {
            return true
        }
        return false
    }
}
