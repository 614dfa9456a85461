// Error answers in the form of each dialect.

internal import Bytes
internal import HTTP
internal import JSON

/// An error answer: a status, and what each dialect says of it.
struct MockError {
    let dialect: MockDialect
    let status: Status
    let message: String
    /// The class of the error: OpenAI's and Anthropic's `type`, Google's `status`.
    let type: String
    /// The error itself, where the dialect names it.
    var code: String?
    /// The parameter that is wrong, where the dialect names it.
    var parameter: String?
    /// The id of the request, in the dialects whose errors have it.
    var requestID = "req_mock"
    /// How many seconds to wait, in the dialects whose errors say it.
    var retryDelay: String?

    /// The JSON of the answer.
    var body: ByteBuffer {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object { json in
            switch dialect {
            case .chatCompletions, .responses: json.object("error", writeOpenAI)
            case .azure: json.object("error", writeAzure)
            case .messages:
                json.member("type", "error")
                json.object("error", writeAnthropic)
                json.member("request_id", requestID)
            case .generateContent: json.object("error", writeGoogle)
            }
        }
        return json.finish()
    }

    private func writeOpenAI(_ json: inout JSONWriter) {
        json.member("message", message)
        json.member("type", type)
        json.optionalMember("param", parameter)
        json.optionalMember("code", code)
    }

    private func writeAzure(_ json: inout JSONWriter) {
        json.member("code", code ?? String(status.code))
        json.member("message", message)
        guard code == "content_filter" else { return }
        json.nullMember("type")
        json.member("param", "prompt")
        json.member("status", status.code)
        json.object("innererror") { json in
            json.member("code", "ResponsibleAIPolicyViolation")
            json.object("content_filter_result") { json in
                AzureFilter.writeResults(to: &json, blocks: true)
            }
        }
    }

    private func writeAnthropic(_ json: inout JSONWriter) {
        json.member("type", type)
        json.member("message", message)
        if let code { json.object("details") { json in json.member("error_code", code) } }
    }

    /// `google.rpc.Status` as JSON.
    private func writeGoogle(_ json: inout JSONWriter) {
        json.member("code", status.code)
        json.member("message", message)
        json.member("status", type)
        guard code != nil || retryDelay != nil else { return }
        json.array("details") { json in
            if let code {
                json.object { json in
                    json.member("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                    json.member("reason", code)
                    json.member("domain", "googleapis.com")
                }
            }
            if let retryDelay {
                json.object { json in
                    json.member("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    json.member("retryDelay", "\(retryDelay)s")
                }
            }
        }
    }
}
