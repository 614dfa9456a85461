// Reads the messages of a chat request.

internal import JSON

/// What has been read of one message's members.
private struct MessageFields {
    var id: BodyValue?
    var role: BodyValue?
    var parts: BodyValue?
    var content: BodyValue?
    var attachments: Range<Int>?
}

/// How much had been gathered when something began that may have to be forgotten.
private struct HistoryMark {
    let parts: Int
    let errors: RequestErrors.Mark
}

extension ChatRequestDecoder {
    /// Reads the value of `messages` and returns where it stands.
    mutating func readMessages(_ reader: inout JSONReader) throws(JSONError) -> Range<Int> {
        guard try reader.peek() == .array else {
            let value = try reader.readBodyValue()
            errors.add(.list, at: [.member(.messages)], input: value.range)
            return value.range
        }
        let start = reader.position
        try reader.beginArray()
        partCount = 0
        var index = 0
        while try reader.nextElement() {
            if index < limits.messageCountMax, !errors.isFull {
                try readMessage(at: index, &reader)
            } else {
                _ = try reader.skipValue()
            }
            index += 1
        }
        let range = start..<reader.position
        judgeCounts(messageCount: index, range)
        return range
    }

    private mutating func judgeCounts(messageCount: Int, _ range: Range<Int>) {
        let location: [RequestError.Step] = [.member(.messages)]
        if messageCount > limits.messageCountMax {
            let rule = RequestError.Rule.tooMany(most: limits.messageCountMax, count: messageCount)
            errors.add(rule, at: location, input: range)
        }
        if partCount > limits.partCountMax {
            let rule = RequestError.Rule.tooManyParts(most: limits.partCountMax, count: partCount)
            errors.add(rule, at: location, input: range)
        }
    }

    /// Counts a part or an attachment, also one that a later member of the same name replaces, and tells whether it is
    /// to be read.
    mutating func takesPart() -> Bool {
        partCount += 1
        return partCount <= limits.partCountMax && !errors.isFull
    }

    private mutating func readMessage(
        at index: Int,
        _ reader: inout JSONReader
    ) throws(JSONError) {
        guard try reader.peek() == .object else {
            let value = try reader.readBodyValue()
            errors.add(.object, at: RequestError.message(index), input: value.range)
            return
        }
        let start = reader.position
        let mark = self.mark
        var fields = MessageFields()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch reader.name(key) {
            case "id": fields.id = try reader.readBodyValue()
            case "role": fields.role = try reader.readBodyValue()
            case "content": fields.content = try reader.readBodyValue()
            case "experimental_attachments":
                let start = history.files.count
                try readAttachments(&reader)
                fields.attachments = start..<history.files.count
            case "parts":
                forget(since: mark)
                fields.parts = try readParts(ofMessage: index, &reader)
            default: _ = try reader.skipValue()
            }
        }
        let range = start..<reader.position
        let role = judge(fields, ofMessage: index, range, in: reader.bytes)
        lastID = fields.id?.string
        history.messages.append(
            UIMessage(
                role: role,
                parts: mark.parts..<history.parts.count,
                content: fields.content?.string,
                attachments: fields.attachments ?? 0..<0
            )
        )
    }

    private mutating func readParts(
        ofMessage message: Int,
        _ reader: inout JSONReader
    ) throws(JSONError) -> BodyValue {
        guard try reader.peek() == .array else { return try reader.readBodyValue() }
        let start = reader.position
        try reader.beginArray()
        var index = 0
        while try reader.nextElement() {
            if takesPart() {
                try readPart(at: PartPlace(message: message, part: index), &reader)
            } else {
                _ = try reader.skipValue()
            }
            index += 1
        }
        return BodyValue(kind: .array, range: start..<reader.position, string: nil)
    }

    /// Notes what is wrong with a message's own members, and tells its role.
    private mutating func judge(
        _ fields: MessageFields,
        ofMessage index: Int,
        _ range: Range<Int>,
        in body: Span<UInt8>
    ) -> UIMessage.Role {
        judgeID(fields.id, ofMessage: index, range)
        judgeParts(fields, ofMessage: index, range)
        guard let value = fields.role else {
            errors.add(.missing, at: RequestError.message(index, .role), input: range)
            return .user
        }
        if let name = value.name(in: body) {
            switch name {
            case "user": return .user
            case "assistant": return .assistant
            case "system": return .system
            default: break
            }
        }
        errors.add(.role, at: RequestError.message(index, .role), input: value.range)
        return .user
    }

    private mutating func judgeID(
        _ id: BodyValue?,
        ofMessage index: Int,
        _ range: Range<Int>
    ) {
        if id?.kind == .string { return }
        errors.add(
            id == nil ? .missing : .string,
            at: RequestError.message(index, .id),
            input: id?.range ?? range,
            isStrict: true
        )
    }

    private mutating func judgeParts(
        _ fields: MessageFields,
        ofMessage index: Int,
        _ range: Range<Int>
    ) {
        let parts = fields.parts
        if parts?.kind == .array { return }
        // The SDK's fourth release knew messages with a text and no parts.
        let isContentEnough = fields.content?.kind == .string && parts?.kind ?? .null == .null
        errors.add(
            parts == nil ? .missing : .list,
            at: RequestError.message(index, .parts),
            input: parts?.range ?? range,
            isStrict: isContentEnough
        )
    }

    private var mark: HistoryMark {
        HistoryMark(parts: history.parts.count, errors: errors.mark)
    }

    private mutating func forget(since mark: HistoryMark) {
        // Calls and files that no part names any more do no harm; attachments may stand among them.
        history.parts.removeLast(history.parts.count - mark.parts)
        errors.forget(since: mark.errors)
    }
}
