// Reads the parts of messages, in the forms of the original and of every release of the AI SDK
// since its fourth.

internal import JSON

/// What has been read of one part's members, whichever kind of part it will turn out to be.
private struct PartFields {
    var type: BodyValue?
    var text: BodyValue?
    var reasoning: BodyValue?
    var toolCallId: BodyValue?
    var toolName: BodyValue?
    var arguments: BodyValue?
    var output: BodyValue?
    var state: BodyValue?
    var errorText: BodyValue?
    var mediaType: BodyValue?
    var url: BodyValue?
    var fileName: BodyValue?
    var rawArguments: BodyValue?
    var returned = ReturnedFields()
    var denial: JSONSlice?
    var isDenied = false
    /// Tells whether the call stands in an object of its own, as in the SDK's fourth release.
    var isNested = false

    /// Takes one member; the same names mean the same in all kinds of parts.
    mutating func read(_ key: JSONSlice, _ reader: inout JSONReader) throws(JSONError) {
        switch reader.name(key) {
        case "type": type = try reader.readBodyValue()
        case "text": text = try reader.readBodyValue()
        case "reasoning": reasoning = try reader.readBodyValue()
        case "toolCallId": toolCallId = try reader.readBodyValue()
        case "toolName": toolName = try reader.readBodyValue()
        case "args", "input": arguments = try reader.readBodyValue()
        case "rawInput": rawArguments = try reader.readBodyValue()
        case "providerMetadata", "callProviderMetadata": try returned.read(&reader)
        case "result", "output": output = try reader.readBodyValue()
        case "state": state = try reader.readBodyValue()
        case "errorText": errorText = try reader.readBodyValue()
        case "mediaType", "mimeType", "contentType": mediaType = try reader.readBodyValue()
        case "url": url = try reader.readBodyValue()
        case "filename", "name": fileName = try reader.readBodyValue()
        case "approval": try readApproval(&reader)
        case "toolInvocation": try readInvocation(&reader)
        default: _ = try reader.skipValue()
        }
    }

    private mutating func readApproval(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch reader.name(key) {
            case "approved" where try reader.peek() == .boolean:
                isDenied = try !reader.readBool()
            case "reason": denial = try reader.readBodyValue().string
            default: _ = try reader.skipValue()
            }
        }
    }

    private mutating func readInvocation(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return
        }
        isNested = true
        let type = type
        try reader.beginObject()
        while let key = try reader.nextKey() {
            // One level only: what nests deeper is not the SDK's.
            if reader.key(key, equals: "toolInvocation") {
                _ = try reader.skipValue()
            } else {
                try read(key, &reader)
            }
        }
        self.type = type
    }
}

/// Where a part stands among the messages.
struct PartPlace {
    let message: Int
    let part: Int

    /// The place in a report; only made when there is something to report.
    func location(_ members: RequestError.Member...) -> [RequestError.Step] {
        RequestError.message(message, .parts) + [.index(part)] + members.map { .member($0) }
    }
}

extension ChatRequestDecoder {
    /// Reads the attachments of a message of the SDK's fourth release; what is none is skipped.
    mutating func readAttachments(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .array else {
            _ = try reader.skipValue()
            return
        }
        try reader.beginArray()
        while try reader.nextElement() {
            guard try reader.peek() == .object, takesPart() else {
                _ = try reader.skipValue()
                continue
            }
            var fields = PartFields()
            try reader.beginObject()
            while let key = try reader.nextKey() { try fields.read(key, &reader) }
            if let file = fields.file { history.files.append(file) }
        }
    }

    mutating func readPart(
        at place: PartPlace,
        _ reader: inout JSONReader
    ) throws(JSONError) {
        guard try reader.peek() == .object else {
            let value = try reader.readBodyValue()
            errors.add(.object, at: place.location(), input: value.range, isStrict: true)
            return
        }
        let start = reader.position
        var fields = PartFields()
        try reader.beginObject()
        while let key = try reader.nextKey() { try fields.read(key, &reader) }
        take(fields, at: place, start..<reader.position, in: reader.bytes)
    }

    private mutating func take(
        _ fields: PartFields,
        at place: PartPlace,
        _ range: Range<Int>,
        in body: Span<UInt8>
    ) {
        guard let type = fields.type else {
            errors.add(.partTypeMissing, at: place.location(), input: range, isStrict: true)
            return
        }
        guard type.kind == .string else {
            errors.add(
                .partTypeInvalid(type.range),
                at: place.location(),
                input: range,
                isStrict: true
            )
            return
        }
        // As nearly all are.
        if let name = type.name(in: body), "text" ~= name {
            return takeText(fields.text, at: place, range)
        }
        switch type.shortText(in: body) {
        case "reasoning":
            guard let content = fields.text?.string ?? fields.reasoning?.string else { return }
            history.parts.append(.reasoning(content))
            guard let details = fields.returned.details else { return }
            history.parts.append(.reasoningDetails(history.returnedValues.count))
            history.returnedValues.append(details)
        case "step-start": history.parts.append(.stepStart)
        case "file": takeFile(fields)
        case "tool-invocation":
            judgeInvocation(fields, at: place, range)
            let hasName = fields.toolName?.kind == .string
            let name = hasName ? fields.toolName?.shortText(in: body) ?? "" : "invocation"
            takeCall(fields, named: name, in: body)
        case "dynamic-tool":
            takeCall(
                fields,
                named: fields.toolName?.shortText(in: body) ?? "",
                isDynamic: true,
                in: body
            )
        case let name?:
            // Other kinds of parts mean nothing to a model, or are not known yet.
            guard name.hasPrefix("tool-") else { return }
            takeCall(fields, named: String(name.dropFirst(5)), in: body)
        case nil: return
        }
    }

    private mutating func takeText(_ text: BodyValue?, at place: PartPlace, _ range: Range<Int>) {
        guard let content = text?.string else {
            return errors.add(
                text == nil ? .missing : .string,
                at: place.location(.text, .text),
                input: text?.range ?? range
            )
        }
        history.parts.append(.text(content))
    }

    private mutating func takeFile(_ fields: PartFields) {
        guard let file = fields.file else { return }
        history.parts.append(.file(history.files.count))
        history.files.append(file)
    }

    private mutating func takeCall(
        _ fields: PartFields,
        named name: String,
        isDynamic: Bool = false,
        in body: Span<UInt8>
    ) {
        guard let id = fields.toolCallId?.string, !id.range.isEmpty, !name.isEmpty else { return }
        history.parts.append(.toolCall(history.toolCalls.count))
        var extraContent = -1
        if let value = fields.returned.extraContent {
            extraContent = history.returnedValues.count
            history.returnedValues.append(value)
        }
        history.toolCalls.append(
            ToolCallPart(
                id: id,
                name: name,
                arguments: fields.argumentsObject,
                outcome: fields.outcome(in: body),
                isWaiting: fields.isWaiting(in: body),
                isDynamic: isDynamic,
                extraContent: Int32(clamping: extraContent)
            )
        )
    }

    /// Holds the original's own kind of part to its contract.
    private mutating func judgeInvocation(
        _ fields: PartFields,
        at place: PartPlace,
        _ range: Range<Int>
    ) {
        guard !fields.isNested else { return }
        let members: [(RequestError.Member, BodyValue?, JSONKind, RequestError.Rule)] = [
            (.toolCallId, fields.toolCallId, .string, .string),
            (.toolName, fields.toolName, .string, .string),
            (.args, fields.arguments, .object, .dictionary),
        ]
        for (member, value, kind, rule) in members where value?.kind != kind {
            errors.add(
                value == nil ? .missing : rule,
                at: place.location(.toolInvocation, member),
                input: value?.range ?? range,
                isStrict: true
            )
        }
        if let result = fields.output, result.kind != .null, result.kind != .object {
            let location = place.location(.toolInvocation, .result)
            errors.add(.dictionary, at: location, input: result.range, isStrict: true)
        }
    }
}

extension PartFields {
    /// The arguments; of a call that was refused what the model had sent, which is known by another name.
    fileprivate var argumentsObject: Range<Int>? {
        for value in [arguments, rawArguments] {
            if let value, value.kind == .object { return value.range }
        }
        return nil
    }

    /// The file that the fields describe, if they do.
    fileprivate var file: FilePart? {
        guard let url = url?.string else { return nil }
        return FilePart(mediaType: mediaType?.string, url: url, name: fileName?.string)
    }

    /// Tells whether the client shows the call as neither answered nor in want of the user's word.
    fileprivate func isWaiting(in body: Span<UInt8>) -> Bool {
        switch state?.shortText(in: body) {
        case "input-available", "approval-responded": true
        default: false
        }
    }

    /// What became of the call, by the states of the SDK; in the original's parts there are none.
    fileprivate func outcome(in body: Span<UInt8>) -> ToolCallPart.Outcome {
        switch state?.shortText(in: body) {
        case "input-streaming", "partial-call": return .incomplete
        case "output-available", "result": return .output(output)
        case "output-error": return .failed(errorText?.string)
        case "output-denied": return .denied(denial)
        case "approval-responded" where isDenied: return .denied(denial)
        case "input-available", "call", "approval-requested", "approval-responded":
            return .unanswered
        default:
            if let output, output.kind != .null { return .output(output) }
            return errorText?.string.map { .failed($0) } ?? .unanswered
        }
    }
}
