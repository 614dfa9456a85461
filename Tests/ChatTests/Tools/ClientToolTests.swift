// Tools that the client brings along: how they are defined, offered and judged.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct ClientToolTests {
    private func request(_ tools: String, others: String = "[]") throws -> (ChatRequest, JSONValue)
    {
        let body =
            #"{"messages":[\#(message("user", text("hi")))],"tools":\#(others),"clientTools":\#(tools)}"#
        let request = try chat(body, contract: .ui)
        let completion = try CompletionRequest(request, body: ByteBuffer(copying: body.utf8.span))
        var sent = ByteBuffer()
        completion.encodeBody(into: &sent, completion.firstForm, stream: true)
        return (request, try JSONValue(parsing: sent.bytes))
    }

    @Test(arguments: ["parameters", "inputSchema"])
    func `a definition reaches the model as it stands`(member: String) throws {
        let schema = #"{"type":"object","properties":{"a\u00e9":{"type":"number","x":1.50}}}"#
        let (request, json) = try request(
            #"[{"name":"where_am-I2","description":"Say \"it\"","\#(member)":\#(schema)},{"name":"b"}]"#,
            others: #"["generateCard"]"#
        )
        #expect(request.tools.names == ["generateCard", "where_am-I2", "b"])
        let offered = try #require(json["tools"]?.array)
        #expect(offered.count == 3)
        #expect(offered[1]["type"] == "function")
        #expect(offered[1]["function"]?["name"] == "where_am-I2")
        #expect(offered[1]["function"]?["description"] == "Say \"it\"")
        #expect(try offered[1]["function"]?["parameters"] == JSONValue(parsing: schema.utf8.span))
        #expect(offered[2]["function"]?["description"] == nil)
        #expect(offered[2]["function"]?["parameters"] == ["type": "object", "properties": [:]])
    }

    @Test func `of equal names the last counts, whoever's the others are`() throws {
        let (request, json) = try request(
            #"[{"name":"a","description":"1"},{"name":"generateCard"},{"name":"a","description":"2"}]"#,
            others: #"["generateCard","generateForm"]"#
        )
        #expect(request.tools.names == ["generateForm", "generateCard", "a"])
        #expect(json["tools"]?[2]?["function"]?["description"] == "2")
    }

    private func body(_ members: String) -> String {
        #"{"messages":[\#(message("user", text("hi")))],\#(members)}"#
    }

    private func definitions(_ count: Int) -> String {
        (0..<count).map { #"{"name":"n\#($0)"}"# }.joined(separator: ",")
    }

    @Test func `as many tools as providers take are taken, and no more`() throws {
        let most = body(#""clientTools":[\#(definitions(128))]"#)
        #expect(try chat(most, contract: .ui).tools.names.count == 128)
        for count in [129, 50_000] {
            let tools = "[\(definitions(count))]"
            let report = refusal(of: body(#""clientTools":\#(tools)"#), contract: .ui)
            #expect(report?.status == 422)
            let error = report?.json?["detail"]?[0]
            #expect(error?["type"] == "too_long")
            #expect(error?["loc"] == ["body", "clientTools"])
            #expect(
                error?["msg"]?.string
                    == "List should have at most 128 items after validation, not \(count)"
            )
            let length = JSONValue.number(JSONNumber(count))
            #expect(
                error?["ctx"]
                    == ["field_type": "List", "max_length": 128, "actual_length": length]
            )
        }
    }

    @Test(arguments: [RequestContract.ui, .completions])
    func `as many names are taken, and no more`(_ contract: RequestContract) throws {
        let members = #""model":"openai/gpt-4o","tools""#
        for count in [127, 128] {
            let names = Array(repeating: #""x""#, count: count).joined(separator: ",")
            let body = body(#"\#(members):[\#(names),"generateCard"]"#)
            if count == 127 {
                #expect(try chat(body, contract: contract).tools.names == ["generateCard"])
            } else {
                #expect(
                    refusal(of: body, contract: contract)?.json?["detail"]?[0]?["type"]
                        == "too_long"
                )
            }
        }
    }

    @Test func `assistant-ui's tools are the client's, by their names`() throws {
        let schema = #"{"type":"object","properties":{"city":{"type":"string"}}}"#
        let weather = #"{"description":"Says \"it\"","parameters":\#(schema),"name":7}"#
        let body = body(#""tools":{"weather":\#(weather),"w\u0065":{}}"#)
        let request = try chat(body, contract: .ui)
        #expect(request.tools.names == ["weather", "we"])
        let completion = try CompletionRequest(
            request,
            body: ByteBuffer(copying: body.utf8.span)
        )
        var sent = ByteBuffer()
        completion.encodeBody(into: &sent, completion.firstForm, stream: true)
        let offered = try #require(JSONValue(parsing: sent.bytes)["tools"]?.array)
        #expect(offered[0]["function"]?["name"] == "weather")
        #expect(offered[0]["function"]?["description"] == #"Says "it""#)
        #expect(try offered[0]["function"]?["parameters"] == JSONValue(parsing: schema.utf8.span))
        #expect(refusal(of: self.body(#""tools":{"a b":{}}"#), contract: .ui)?.status == 422)
        let strict = self.body(#""model":"openai/gpt-4o","tools":{"a":{}}"#)
        #expect(refusal(of: strict)?.json?["detail"]?[0]?["type"] == "list_type")
        let many = (0..<129).map { #""n\#($0)":{}"# }.joined(separator: ",")
        let report = refusal(of: self.body(#""tools":{\#(many)}"#), contract: .ui)?.json
        #expect(report?["detail"]?[0]?["type"] == "too_long")
    }

    @Test(arguments: ["null", "[]"])
    func `none are none`(tools: String) throws {
        let (request, json) = try request(tools)
        #expect(request.tools.isEmpty)
        #expect(json["tools"] == nil)
    }

    @Test func `none are offered to a client that cannot be shown any`() throws {
        let body = #"{"messages":[\#(message("user", text("hi")))],"clientTools":[{"name":"a"}]}"#
        let request = try chat(body, contract: .ui)
        let offered = try CompletionRequest(request, body: ByteBuffer(copying: body.utf8.span))
            .tools
        #expect(!offered.isEmpty)
        let hidden = try CompletionRequest(
            request,
            body: ByteBuffer(copying: body.utf8.span),
            offersTools: false
        ).tools
        #expect(hidden.isEmpty)
    }

    private static let longest = String(repeating: "n", count: 64)

    @Test func `a name may have 64 characters`() throws {
        #expect(try request(#"[{"name":"\#(Self.longest)"}]"#).0.tools.names == [Self.longest])
    }

    @Test(
        arguments: [
            (#"{}"#, "list_type", "clientTools"),
            (#"[7]"#, "model_attributes_type", #"clientTools",0"#),
            (#"[{"name":"a"},{}]"#, "missing", #"clientTools",1,"name"#),
            (#"[{"name":null}]"#, "string_type", #"clientTools",0,"name"#),
            (#"[{"name":""}]"#, "string_pattern_mismatch", #"clientTools",0,"name"#),
            (#"[{"name":"a b"}]"#, "string_pattern_mismatch", #"clientTools",0,"name"#),
            (#"[{"name":"\#(longest)n"}]"#, "string_pattern_mismatch", #"clientTools",0,"name"#),
            (#"[{"name":"é"}]"#, "string_pattern_mismatch", #"clientTools",0,"name"#),
            (#"[{"name":"a","description":1}]"#, "string_type", #"clientTools",0,"description"#),
            (#"[{"name":"a","parameters":[]}]"#, "dict_type", #"clientTools",0,"parameters"#),
            (
                #"[{"name":"a","parameters":{},"inputSchema":7}]"#, "dict_type",
                #"clientTools",0,"inputSchema"#
            ),
        ]
    )
    func `a definition that no provider takes is told`(
        tools: String,
        type: String,
        place: String
    ) throws {
        let body = #"{"messages":[\#(message("user", text("hi")))],"clientTools":\#(tools)}"#
        let refused = try #require(refusal(of: body, contract: .ui))
        #expect(refused.status == 422)
        var bytes = ByteBuffer()
        refused.write(into: &bytes)
        let report = String(bytes.bytes)
        #expect(report.contains(#""type":"\#(type)""#))
        #expect(report.contains(#""body","\#(place)"#))
    }

    @Test func `arguments are the client's to judge if they are an object`() throws {
        let (request, _) = try request(#"[{"name":"a","parameters":{"required":["x"]}}]"#)
        func check(_ arguments: String) -> ToolCatalog.Verdict {
            request.tools.check(name: "a", arguments: arguments.utf8.span)
        }
        #expect(check(#"{"y":1}"#) == .leftToClient(arguments: ["y": 1]))
        #expect(check("") == .leftToClient(arguments: [:]))
        for wrong in ["[]", "7", "{"] {
            guard case .refused = check(wrong) else {
                Issue.record("\(wrong) is taken")
                continue
            }
        }
    }
}
