// Holds requests, rejections, conversions and titles to what was recorded from the original.

import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct RecordedContractTests {
    @Test(arguments: RecordedCase.named("valid.", "chat.conv.", "chat.model."))
    func `a chat request is refused or converted as it was recorded`(_ recorded: RecordedCase)
        throws
    {
        let body = recorded.body
        guard recorded.type.isReadAsChat(hasOrigin: false) else {
            let rejection = RequestRejection.notAnObject(body.span)
            #expect(rejection.status == recorded.status)
            #expect(rejection.json == recorded.json)
            return
        }
        do throws(RequestRejection) {
            let request = try ChatRequest(
                body.span,
                contract: .completions,
                models: RecordedCase.models
            )
            let completion = try CompletionRequest(request, body: ByteBuffer(copying: body.span))
            let json = completion.json()
            #expect(recorded.status == 200)
            #expect(json?.normalized == recorded.upstream.first?.normalized)
        } catch {
            #expect(error.status == recorded.status)
            #expect(error.json == recorded.json)
        }
    }

    @Test(arguments: RecordedCase.named("chat.tools."))
    func `each request to the provider is as it was recorded`(_ recorded: RecordedCase) throws {
        let request = try ChatRequest(
            recorded.body.span,
            contract: .completions,
            models: RecordedCase.models
        )
        var completion = try CompletionRequest(
            request,
            body: ByteBuffer(copying: recorded.body.span)
        )
        var sent = try #require(recorded.upstream.first?["messages"]?.array).count
        for (index, expected) in recorded.upstream.enumerated() {
            let messages = try #require(expected["messages"]?.array)
            if index > 0 {
                let said = messages[sent]
                let text = Array((said["content"]?.string ?? "").utf8)
                let outcomes = try #require(said["tool_calls"]?.array).map { call in
                    try outcome(of: call, tools: request.tools)
                }
                completion.append(
                    assistantText: text.span,
                    reasoning: Span(),
                    outcomes: outcomes
                )
                sent = messages.count
            }
            let json = completion.json()
            #expect(json?.normalized == expected.normalized)
        }
    }

    private func outcome(of call: JSONValue, tools: ToolCatalog) throws -> ToolOutcome {
        let name = try #require(call["function"]?["name"]?.string)
        let arguments = try #require(call["function"]?["arguments"]?.string)
        let message =
            switch tools.check(name: name, arguments: arguments.utf8.span) {
            case .accepted(_, let result): result.description
            case .leftToClient: ""
            case .refused(let text), .unknown(let text): text
            }
        return try .made(
            id: #require(call["id"]?.string),
            name: name,
            arguments: arguments,
            message: message
        )
    }

    @Test(arguments: RecordedCase.named("title."))
    func `a title is asked for and made as it was recorded`(_ recorded: RecordedCase) throws {
        let body = recorded.body
        guard recorded.type == .json else {
            #expect(RequestRejection.notAnObject(body.span).json == recorded.json)
            return
        }
        do throws(RequestRejection) {
            let request = try TitleRequest(body.span)
            #expect(recorded.status == 200)
            let completion = request.completionRequest(
                body: body.span,
                target: ModelTarget(model: recorded.upstream.first?["model"]?.string ?? ""),
                lengthMax: recorded.titleLengthMax
            )
            let json = completion.json(stream: false)
            #expect(json == recorded.upstream.first)
        } catch {
            #expect(error.status == recorded.status)
            #expect(error.json == recorded.json)
            return
        }
        // What came too late is made into a title here like everything else.
        guard let answer = recorded.answer, recorded.name != "title.timeout_fallback" else {
            return
        }
        // A title has one line here.
        guard !["title.multi_line", "title.crlf_inside"].contains(recorded.name) else { return }
        let title = try? TitleText.title(
            ofCompletion: answer.utf8.span,
            lengthMax: recorded.titleLengthMax
        )
        #expect(.some(title ?? "") == recorded.json?["title"]?.string)
        #expect(.some(title == nil) == recorded.json?["useFallback"]?.bool)
    }
}
