// Histories such as clients may have, and stranger ones, made from a seed.

import JSON

/// Random numbers that are the same for the same seed: splitmix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Makes histories out of every kind of part in every state, in any order.
struct HistoryGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// The body of a request.
    mutating func body(contract: ContractName) -> String {
        let messages = list(1...6) { $0.message(contract) }
        let trigger = contract == .ui ? #","trigger":"submit-message""# : ""
        return #"{"model":"openai/gpt-4o","messages":[\#(messages)]\#(trigger)}"#
    }

    enum ContractName: Sendable { case completions, ui }

    private mutating func message(_ contract: ContractName) -> String {
        let role = pick(["user", "assistant", "assistant", "assistant", "system"])
        let parts = list(0...6) { $0.part(contract) }
        var members = [#""id":"m\#(number(9))""#, #""role":"\#(role)""#, #""parts":[\#(parts)]"#]
        if contract == .ui, number(8) == 0 {
            members = [#""role":"\#(role)""#, #""content":"\#(word())""#]
            if number(2) == 0 {
                let type = pick(["image/png", "text/plain", "application/pdf", "video/mp4"])
                let url = pick(["data:\(type);base64,aGk=", "https://a.example/b", ""])
                let file = #"{"name":"n","contentType":"\#(type)","url":"\#(url)"}"#
                let list = pick(["[\(file)]", "[\(file),5,{}]", "null", "{}"])
                members.append(#""experimental_attachments":\#(list)"#)
            }
        }
        members.shuffle(using: &random)
        return "{" + members.joined(separator: ",") + "}"
    }

    private mutating func part(_ contract: ContractName) -> String {
        switch number(contract == .ui ? 12 : 9) {
        case 0, 1: text(word())
        case 2: #"{"type":"step-start"}"#
        case 3: meaningless()
        case 4: file()
        case 5: invocation()
        case 6, 7: toolPart(contract)
        case 8: nestedInvocation()
        case 9: pick(["null", "5", "[]", "{}", #"{"type":null}"#, #"{"type":"tool-x"}"#])
        case 10:
            #"{"type":"tool-invocation","args":[],"toolCallId":"\#(id())","result":"\#(word())"}"#
        default: #"{"type":"file","url":5}"#
        }
    }

    private mutating func invocation() -> String {
        var members = [
            #""type":"tool-invocation""#, #""toolCallId":"\#(id())""#, #""toolName":"\#(name())""#,
            #""args":\#(object())"#,
        ]
        if number(3) > 0 { members.append(#""result":\#(pick(["null", object()]))"#) }
        members.shuffle(using: &random)
        return "{" + members.joined(separator: ",") + "}"
    }

    private mutating func toolPart(_ contract: ContractName) -> String {
        let states = [
            "input-streaming", "input-available", "output-available", "output-available",
            "output-error", "approval-requested", "approval-responded", "output-denied", "later",
        ]
        var members = [#""toolCallId":"\#(id())""#, #""state":"\#(pick(states))""#]
        if number(2) == 0 {
            members.append(#""type":"tool-\#(name())""#)
        } else {
            members += [#""type":"dynamic-tool""#, #""toolName":"\#(name())""#]
        }
        if number(4) > 0 {
            members.append(#""input":\#(pick([object(), "null", "5", #""raw""#]))"#)
        }
        if number(3) == 0 { members.append(#""rawInput":"{\"a""#) }
        if number(3) > 0 { members.append(#""output":\#(value())"#) }
        if number(3) == 0 { members.append(#""errorText":"\#(word())""#) }
        if number(3) == 0 {
            let approved = pick(["true", "false", "null"])
            members.append(#""approval":{"approved":\#(approved),"reason":"\#(word())"}"#)
        }
        if number(4) == 0 {
            members.append(#""providerExecuted":true,"callProviderMetadata":{"o":{}}"#)
        }
        members.shuffle(using: &random)
        return "{" + members.joined(separator: ",") + "}"
    }

    private mutating func nestedInvocation() -> String {
        let state = pick(["partial-call", "call", "result", "result"])
        let result = state == "result" ? #","result":\#(value())"# : ""
        let members =
            #""toolCallId":"\#(id())","toolName":"\#(name())","args":\#(object())\#(result)"#
        return #"{"type":"tool-invocation","toolInvocation":{"state":"\#(state)",\#(members)}}"#
    }

    private mutating func meaningless() -> String {
        let type = pick(["reasoning", "data-x", "source-url", "later"])
        return #"{"type":"\#(type)","text":"\#(word())"}"#
    }

    private mutating func file() -> String {
        let url = pick([
            "https://h/x", "data:image/png;base64,AAAA", "data:audio/wav;base64,AAAA", "blob:x",
            "data:text/plain;base64,aGk=", "data:text/plain,hi", "data:application/pdf;base64,JVBE",
            "", "data:", "data:;base64,", #"data:image\/png;base64,AA\/A"#, #"https:\/\/h\/\"x"#,
            "data:text/plain;base64,@@", "data:text/plain;base64,/////w==",
            "data:text/plain;base64,",
        ])
        let type = pick([
            "image", "image/png", "audio/mpeg", "audio/wav", "application/pdf", "text/plain", "",
            "application/zip", "text/csv; charset=x",
        ])
        let name = number(2) == 0 ? #","filename":"\#(word())""# : ""
        return #"{"type":"file","mediaType":"\#(type)","url":"\#(url)"\#(name)}"#
    }

    private mutating func object() -> String {
        pick([
            "{}", #"{ "a" : 1 }"#, #"{"t":"\"\\\u00e9 x\n","l":[1, {"b":null}]}"#,
            #"{"\ud800":"\udc00"}"#,
        ])
    }

    private mutating func value() -> String {
        pick([object(), "null", "true", "-1.50e3", #"[ "x y" , 2 ]"#, #""\#(word())""#])
    }

    /// The content of a string.
    private mutating func word() -> String {
        pick(["", "a", "hé", #"\n\"q\"\\"#, #"\ud83d\ude00"#, #"\ud800"#, "two words", #"\u0000"#])
    }

    private mutating func id() -> String {
        pick(["t1", "t2", "t3", #"t\u0031"#, "", "call_xyz", #"\ud800"#])
    }

    private mutating func name() -> String {
        pick([
            "generateForm", "generateCode", "weather", "my.tool/x y", "wëtter", "", "x-y_Z9",
            String(repeating: "n", count: 99),
        ])
    }

    private mutating func list(_ counts: ClosedRange<Int>, _ item: (inout Self) -> String) -> String
    {
        (0..<Int.random(in: counts, using: &random)).map { _ in item(&self) }.joined(separator: ",")
    }

    private mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    private mutating func pick(_ choices: [String]) -> String { choices[number(choices.count)] }
}
