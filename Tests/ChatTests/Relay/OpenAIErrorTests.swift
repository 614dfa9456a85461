import Bytes
import JSON
import Testing

@testable import Chat

@Suite struct OpenAIErrorTests {
    private static func json(_ error: OpenAIError) throws -> JSONValue {
        var output = ByteBuffer()
        error.write(into: &output)
        return try JSONValue(parsing: output.bytes)
    }

    @Test func `an error has the four members, absent ones null`() throws {
        let error = OpenAIError(status: 400, "Say \"why\".", param: "stream", code: "c")
        #expect(
            try Self.json(error) == [
                "error": [
                    "message": "Say \"why\".", "type": "invalid_request_error", "param": "stream",
                    "code": "c",
                ]
            ]
        )
        let bare = try Self.json(OpenAIError(status: 500, "x"))
        #expect(bare["error"]?["param"] == .null)
        #expect(bare["error"]?["code"] == .null)
        #expect(bare["error"]?["type"] == "server_error")
    }

    @Test(arguments: ChatError.allCases)
    func `every cause has its sentence, status and code`(cause: ChatError) {
        let error = OpenAIError(cause)
        #expect(error.message == cause.sentence.description)
        #expect(error.status == cause.status)
        #expect(error.code?.isEmpty == false)
    }

    @Test(arguments: [
        (ChatError.rateLimited, "rate_limit_error", "rate_limit_exceeded"),
        (.modelNotFound, "invalid_request_error", "model_not_found"),
        (.requestRefused, "invalid_request_error", "provider_refused"),
        (.answerCut, "server_error", "answer_incomplete"),
        (.shuttingDown, "server_error", "server_shutting_down"),
    ])
    func `families are those that clients know`(cause: ChatError, type: String, code: String) {
        #expect(OpenAIError(cause).type == type)
        #expect(OpenAIError(cause).code == code)
    }
}
