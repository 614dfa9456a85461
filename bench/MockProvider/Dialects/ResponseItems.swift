// The objects of OpenAI's Responses API: the response and its output items.

internal import Bytes
internal import JSON

/// Writes a response and its items, as they are while they are made and when they are done.
struct ResponseItems {
    /// The state of a response.
    enum Status: String {
        case inProgress = "in_progress"
        case completed
        case incomplete
        case failed

        /// The event that ends a stream in this state.
        var event: StaticString {
            switch self {
            case .inProgress: "response.in_progress"
            case .completed: "response.completed"
            case .incomplete: "response.incomplete"
            case .failed: "response.failed"
            }
        }
    }

    private let plan: AnswerPlan
    private let isEncrypted: Bool
    private let isStored: Bool

    init(_ plan: AnswerPlan, request: MockRequest) {
        self.plan = plan
        isEncrypted = request.includesEncryptedReasoning
        isStored = request.isStored
    }

    private var place: String { "\(plan.script.id)_\(plan.roundCount)" }

    /// The id of the item of reasoning.
    var reasoningID: String { "rs_\(place)" }

    /// The id of the message.
    var messageID: String { "msg_\(place)" }

    /// The id of the item of a call.
    func callItemID(_ call: Int) -> String { "fc_\(place)_\(call)" }

    /// The state in which the response ends.
    var finalStatus: Status {
        switch plan.finishReason {
        case "length", "content_filter": .incomplete
        case "failed": .failed
        default: .completed
        }
    }

    // The response

    /// Writes the members of a response.
    ///
    /// - Parameter isWhole: Whether it is the answer to a request without a stream.
    func writeResponse(_ status: Status, isWhole: Bool = false, to json: inout JSONWriter) {
        json.member("id", "resp_mock_\(plan.script.id)_\(plan.serial)")
        json.member("object", "response")
        json.member("created_at", plan.created)
        json.member("status", status.rawValue)
        json.member("background", false)
        writeFailure(status, to: &json)
        json.nullMember("instructions")
        json.nullMember("max_output_tokens")
        json.member("model", plan.model)
        json.array("output") { json in
            if status != .inProgress { writeItems(isWhole: isWhole, to: &json) }
        }
        json.member("parallel_tool_calls", true)
        json.nullMember("previous_response_id")
        json.object("reasoning") { json in
            json.nullMember("effort")
            json.nullMember("summary")
        }
        json.member("service_tier", "default")
        json.member("store", isStored)
        json.nullMember("temperature")
        json.object("text") { json in
            json.object("format") { json in json.member("type", "text") }
        }
        json.member("tool_choice", "auto")
        json.array("tools")
        json.nullMember("top_p")
        json.member("truncation", "disabled")
        if status == .inProgress || plan.script.usage == .never {
            json.nullMember("usage")
        } else {
            writeUsage(to: &json)
        }
        json.nullMember("user")
        json.object("metadata") { _ in }
    }

    private func writeFailure(_ status: Status, to json: inout JSONWriter) {
        if status == .failed {
            json.object("error") { json in
                json.member("code", plan.script.errorCode ?? "server_error")
                json.member("message", "The model failed to generate a response.")
            }
        } else {
            json.nullMember("error")
        }
        if status == .incomplete {
            json.object("incomplete_details") { json in
                let isFiltered = plan.finishReason == "content_filter"
                json.member("reason", isFiltered ? "content_filter" : "max_output_tokens")
            }
        } else {
            json.nullMember("incomplete_details")
        }
    }

    private func writeUsage(to json: inout JSONWriter) {
        let usage = plan.usage
        json.object("usage") { json in
            json.member("input_tokens", usage.promptCount)
            json.object("input_tokens_details") { json in
                json.member("cached_tokens", usage.cacheReadCount)
                json.member("cache_write_tokens", usage.cacheWriteCount)
            }
            json.member("output_tokens", usage.completionCount)
            json.object("output_tokens_details") { json in
                json.member("reasoning_tokens", usage.reasoningCount)
            }
            json.member("total_tokens", usage.promptCount + usage.completionCount)
        }
    }

    // Items

    private func writeItems(isWhole: Bool, to json: inout JSONWriter) {
        if plan.reasoningCount > 0 {
            json.object { json in writeReasoning(isDone: true, to: &json) }
        }
        for index in 0..<plan.script.redactedCount {
            json.object { json in writeRedacted(index, isDone: true, to: &json) }
        }
        if plan.contentCount > 0 {
            json.object { json in writeMessage(isDone: true, isWhole: isWhole, to: &json) }
        }
        for call in plan.calls.indices {
            json.object { json in writeCall(call, isDone: true, to: &json) }
        }
    }

    /// Writes the members of the item of reasoning.
    func writeReasoning(isDone: Bool, to json: inout JSONWriter) {
        json.member("id", reasoningID)
        json.member("type", "reasoning")
        json.array("summary") { json in
            if isDone { json.object { json in writeSummary(isDone: true, to: &json) } }
        }
        if isDone, isEncrypted, let signature = plan.signature {
            json.member("encrypted_content", signature)
        }
    }

    /// Writes the members of an item of reasoning that shows nothing.
    func writeRedacted(_ index: Int, isDone: Bool, to json: inout JSONWriter) {
        json.member("id", "\(reasoningID)_\(index)")
        json.member("type", "reasoning")
        json.array("summary")
        if isDone, isEncrypted {
            let content = Signature.redacted(plan.script.id, round: plan.roundCount, index)
            json.member("encrypted_content", content)
        }
    }

    /// Writes the members of the part of a summary.
    func writeSummary(isDone: Bool, to json: inout JSONWriter) {
        json.member("type", "summary_text")
        json.member("text") { if isDone { plan.appendReasoning(into: &$0) } }
    }

    /// Writes the members of the message.
    func writeMessage(isDone: Bool, isWhole: Bool = false, to json: inout JSONWriter) {
        json.member("id", messageID)
        json.member("type", "message")
        let end = finalStatus == .completed ? Status.completed : .incomplete
        json.member("status", (isDone ? end : .inProgress).rawValue)
        json.array("content") { json in
            if isDone {
                json.object { json in writeContent(isDone: true, isWhole: isWhole, to: &json) }
            }
        }
        json.member("role", "assistant")
    }

    /// Writes the members of the part of the message: text or a refusal.
    func writeContent(isDone: Bool, isWhole: Bool = false, to json: inout JSONWriter) {
        let isRefusal = plan.script.isRefusal
        json.member("type", isRefusal ? "refusal" : "output_text")
        if !isRefusal {
            json.array("annotations") { json in
                if isDone { plan.writeURLCitations(to: &json, isNested: false) }
            }
            json.array("logprobs")
        }
        json.member(isRefusal ? "refusal" : "text") { output in
            guard isDone else { return }
            if isWhole {
                plan.appendWholeText(into: &output)
            } else {
                plan.appendText(into: &output)
            }
        }
    }

    /// Writes the members of the item of a call.
    func writeCall(_ call: Int, isDone: Bool, to json: inout JSONWriter) {
        json.member("id", callItemID(call))
        json.member("type", "function_call")
        json.member("status", isDone ? "completed" : "in_progress")
        json.member("arguments", isDone ? plan.calls[call].arguments : "")
        json.member("call_id", "call_\(place)_\(call)")
        json.member("name", plan.calls[call].name)
    }
}
