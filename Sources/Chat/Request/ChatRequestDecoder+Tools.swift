// Reads which tools the model may call: the server's by their names, the client's by their definitions.

internal import JSON

/// What has been read of one definition of a client's tool.
private struct ToolFields {
    var name: BodyValue?
    var description: BodyValue?
    var parameters: BodyValue?
    /// What newer releases of the AI SDK call the parameters.
    var inputSchema: BodyValue?
}

extension ChatRequestDecoder {
    /// Adds the tools that `tools` names; unknown names change nothing.
    mutating func selectTools(
        _ tools: BodyValue?,
        in body: Span<UInt8>,
        to selected: inout ToolCatalog
    ) {
        let location: [RequestError.Step] = [.member(.tools)]
        guard let tools, tools.kind != .null else { return }
        guard tools.kind == .array else {
            return errors.add(.list, at: location, input: tools.range, isStrict: true)
        }
        let base = tools.range.lowerBound
        var reader = JSONReader(body.extracting(tools.range))
        do throws(JSONError) {
            try reader.beginArray()
            var index = 0
            while try reader.nextElement() {
                let name = try reader.readBodyValue()
                if let slice = name.string {
                    selected.select(reader.string(slice))
                } else {
                    let place = location + [.index(index)]
                    errors.add(
                        .string,
                        at: place,
                        input: name.range.moved(by: base),
                        isStrict: true
                    )
                }
                index += 1
            }
        } catch {
            preconditionFailure("a value that was read before cannot be read: \(error)")
        }
    }

    /// Adds the tools that `clientTools` defines; of equal names the last counts, whoever's the others are.
    mutating func addClientTools(
        _ tools: BodyValue?,
        in body: Span<UInt8>,
        to selected: inout ToolCatalog
    ) {
        guard let tools, tools.kind != .null else { return }
        guard tools.kind == .array else {
            return errors.add(.list, at: [.member(.clientTools)], input: tools.range)
        }
        var reader = JSONReader(body.extracting(tools.range))
        var defined: [ClientTool] = []
        do throws(JSONError) {
            try reader.beginArray()
            var index = 0
            while try reader.nextElement() {
                let place: [RequestError.Step] = [.member(.clientTools), .index(index)]
                if let tool = try readClientTool(at: place, base: tools.range.lowerBound, &reader) {
                    defined.append(tool)
                }
                index += 1
            }
            selected.add(defined)
        } catch {
            preconditionFailure("a value that was read before cannot be read: \(error)")
        }
    }

    /// - Parameter base: Where in the body the reader's text begins.
    private mutating func readClientTool(
        at place: [RequestError.Step],
        base: Int,
        _ reader: inout JSONReader
    ) throws(JSONError) -> ClientTool? {
        guard try reader.peek() == .object else {
            let value = try reader.readBodyValue()
            errors.add(.object, at: place, input: value.range.moved(by: base))
            return nil
        }
        let start = reader.position
        var fields = ToolFields()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch reader.name(key) {
            case "name": fields.name = try reader.readBodyValue()
            case "description": fields.description = try reader.readBodyValue()
            case "parameters": fields.parameters = try reader.readBodyValue()
            case "inputSchema": fields.inputSchema = try reader.readBodyValue()
            default: _ = try reader.skipValue()
            }
        }
        let range = (start..<reader.position).moved(by: base)
        return clientTool(fields, at: place, range, base: base, in: reader.bytes)
    }

    private mutating func clientTool(
        _ fields: ToolFields,
        at place: [RequestError.Step],
        _ range: Range<Int>,
        base: Int,
        in text: Span<UInt8>
    ) -> ClientTool? {
        let name = fields.name?.text(in: text)
        if let value = fields.name {
            let place = place + [.member(.name)]
            if name == nil { errors.add(.string, at: place, input: value.range.moved(by: base)) }
            if let name, !ClientTool.isName(name) {
                errors.add(.toolNamePattern, at: place, input: value.range.moved(by: base))
            }
        } else {
            errors.add(.missing, at: place + [.member(.name)], input: range)
        }
        if let value = fields.description, value.kind != .string, value.kind != .null {
            let place = place + [.member(.description)]
            errors.add(.string, at: place, input: value.range.moved(by: base))
        }
        var schema: BodyValue?
        for (value, member) in [
            (fields.inputSchema, RequestError.Member.inputSchema), (fields.parameters, .parameters),
        ] {
            guard let value, value.kind != .null else { continue }
            schema = value
            guard value.kind != .object else { continue }
            let place = place + [.member(member)]
            errors.add(.dictionary, at: place, input: value.range.moved(by: base))
        }
        guard schema?.kind ?? .object == .object else { return nil }
        guard let name, ClientTool.isName(name) else { return nil }
        return ClientTool(
            name: name,
            description: fields.description?.string,
            parameters: schema?.range,
            in: text
        )
    }
}

extension Range<Int> {
    /// The same places in a text that has more bytes in front.
    fileprivate func moved(by byteCount: Int) -> Range<Int> {
        lowerBound + byteCount..<upperBound + byteCount
    }
}
