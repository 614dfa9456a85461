// A request for the title of a conversation, and the model call that it makes.

internal import Bytes
internal import JSON

/// A valid body of `POST /title/generate`.
public struct TitleRequest: Sendable {
    private let message: JSONSlice

    private static let messageLengthMax = 10_000

    /// Reads the body of a title request.
    ///
    /// - Parameter body: The whole body, whose content type is that of JSON.
    /// - Throws: The answer to give instead.
    public init(_ body: Span<UInt8>) throws(RequestRejection) {
        var root: BodyValue?
        var message: BodyValue?
        var conversation: BodyValue?
        do throws(JSONError) {
            var reader = JSONReader(body)
            if try reader.peek() == .object {
                let start = reader.position
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    switch reader.name(key) {
                    case "userMessage": message = try reader.readBodyValue()
                    case "conversationId": conversation = try reader.readBodyValue()
                    default: _ = try reader.skipValue()
                    }
                }
                root = BodyValue(kind: .object, range: start..<reader.position, string: nil)
            } else {
                root = try reader.readBodyValue()
            }
            try reader.finish()
        } catch {
            throw body.isEmpty ? .missingBody() : .invalid(error, in: body)
        }
        guard let root, root.kind != .null else { throw .missingBody() }
        guard root.kind == .object else { throw .notAnObject(json: body) }
        var errors = RequestErrors()
        let limit = Self.messageLengthMax
        errors.judge(message, .userMessage, of: root, lengthMax: limit, in: body)
        errors.judge(conversation, .conversationId, of: root, lengthMax: nil, in: body)
        let found = errors.sorted(isStrict: true)
        guard found.isEmpty, let content = message?.string else {
            throw .invalid(found, in: body)
        }
        self.message = content
    }

    /// Makes the request to the provider.
    ///
    /// - Parameters:
    ///   - body: The body that the request was decoded from.
    ///   - target: The model that writes it.
    ///   - lengthMax: The length of a title that the model is told, in characters.
    ///   - parameters: What the model is asked with.
    public func completionRequest(
        body: Span<UInt8>,
        target: ModelTarget,
        lengthMax: Int,
        parameters: [ModelPolicy.Parameter] = []
    ) -> CompletionRequest {
        var messages = ByteBuffer()
        messages.append(#"{"role":"user","content":""#)
        TitlePrompt.write(
            message: body.extracting(message.range),
            lengthMax: lengthMax,
            into: &messages
        )
        messages.append(#""}"#)
        return CompletionRequest(messages: messages, target: target, parameters: parameters)
    }
}

extension RequestErrors {
    fileprivate mutating func judge(
        _ value: BodyValue?,
        _ member: RequestError.Member,
        of root: BodyValue,
        lengthMax: Int?,
        in body: Span<UInt8>
    ) {
        let location: [RequestError.Step] = [.member(member)]
        guard let value else { return add(.missing, at: location, input: root.range) }
        guard let slice = value.string else {
            return add(.string, at: location, input: value.range)
        }
        if slice.range.isEmpty { return add(.tooShort(1), at: location, input: value.range) }
        // Escapes only make a text shorter, and no character has less than one byte.
        guard let lengthMax, slice.range.count > lengthMax else { return }
        let content = body.extracting(slice.range)
        if JSONString.scalarCount(content, upTo: lengthMax + 1) > lengthMax {
            add(.tooLong(lengthMax), at: location, input: value.range)
        }
    }
}
