// Whole responses in the few shapes that the API has.

internal import Bytes
internal import Chat
internal import HTTP
internal import HTTPServer
internal import JSON

extension Exchange {
    /// Answers with a JSON text.
    func respond(_ status: Status, json body: borrowing ByteBuffer) {
        respond(status, contentType: "application/json", body: body.bytes)
    }

    /// Answers with a JSON text.
    func respond(_ status: Status, json body: String) {
        respond(status, contentType: "application/json", body: body.utf8.span)
    }

    /// Answers with the sentence that says what is wrong, in the shape of the original's errors.
    func respond(_ status: Status, detail: String) {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.beginObject()
        json.key("detail")
        json.string(detail)
        json.endObject()
        respond(status, json: json.finish())
    }

    /// Answers without content.
    func respond(_ status: Status) {
        respond(status, contentType: nil, body: Span())
    }

    /// Answers with plain text.
    func respond(_ status: Status, text: String) {
        respond(status, contentType: "text/plain; charset=utf-8", body: text.utf8.span)
    }

    /// Answers a request whose body is not taken, and says why.
    func refuse(_ rejection: RequestRejection) {
        var body = ByteBuffer()
        rejection.write(into: &body)
        request.errorCode = "REQUEST_INVALID"
        respond(rejection.status == 400 ? .badRequest : .unprocessableContent, json: body)
    }
}
