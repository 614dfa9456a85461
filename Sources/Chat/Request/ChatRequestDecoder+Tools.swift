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

/// The value of `tools` or `clientTools`.
///
/// Of equal members only the last counts, so what is wrong with one is kept with it.
struct ToolList {
    /// The value itself.
    var value: BodyValue?
    /// The server's tools that it names.
    var selected = ToolCatalog.none
    /// The client's tools that it defines.
    var defined: [ClientTool] = []
    /// What is wrong with its elements.
    var errors = RequestErrors()
    private let place: [RequestError.Step]

    /// Reads the value of a member.
    init(_ member: RequestError.Member, _ reader: inout JSONReader) throws(JSONError) {
        place = [.member(member)]
        let kind = try reader.peek()
        let start = reader.position
        let count: Int
        switch kind {
        case .array: count = try readElements(areNames: member == .tools, &reader)
        case .object where member == .tools: count = try readMembers(&reader)
        default:
            value = try reader.readBodyValue()
            return
        }
        let range = start..<reader.position
        value = BodyValue(kind: kind, range: range, string: nil)
        let most = ChatRequestLimits.toolCountMax
        if count > most {
            errors.add(.tooMany(most: most, count: count), at: place, input: range)
        }
    }

    private mutating func readElements(
        areNames: Bool,
        _ reader: inout JSONReader
    ) throws(JSONError) -> Int {
        try reader.beginArray()
        var index = 0
        while try reader.nextElement() {
            defer { index += 1 }
            if index >= ChatRequestLimits.toolCountMax {
                _ = try reader.skipValue()
            } else if areNames {
                try readName(at: index, &reader)
            } else {
                try readClientTool(at: index, named: nil, &reader)
            }
        }
        return index
    }

    private mutating func readMembers(_ reader: inout JSONReader) throws(JSONError) -> Int {
        try reader.beginObject()
        var index = 0
        while let key = try reader.nextKey() {
            defer { index += 1 }
            guard index < ChatRequestLimits.toolCountMax else {
                _ = try reader.skipValue()
                continue
            }
            let range = key.range.lowerBound - 1..<key.range.upperBound + 1
            let name = BodyValue(kind: .string, range: range, string: key)
            try readClientTool(at: index, named: name, &reader)
        }
        return index
    }

    private mutating func readName(
        at index: Int,
        _ reader: inout JSONReader
    ) throws(JSONError) {
        let name = try reader.readBodyValue()
        guard name.kind == .string else {
            return errors.add(
                .string,
                at: place + [.index(index)],
                input: name.range,
                isStrict: true
            )
        }
        if let text = name.shortText(in: reader.bytes) { selected.select(text) }
    }

    /// - Parameter name: The tool's name, if the definition itself has none.
    private mutating func readClientTool(
        at index: Int,
        named name: BodyValue?,
        _ reader: inout JSONReader
    ) throws(JSONError) {
        let place = place + [.index(index)]
        guard try reader.peek() == .object else {
            let value = try reader.readBodyValue()
            return errors.add(.object, at: place, input: value.range)
        }
        let start = reader.position
        var fields = ToolFields()
        fields.name = name
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch reader.name(key) {
            case "name" where name == nil: fields.name = try reader.readBodyValue()
            case "description": fields.description = try reader.readBodyValue()
            case "parameters": fields.parameters = try reader.readBodyValue()
            case "inputSchema": fields.inputSchema = try reader.readBodyValue()
            default: _ = try reader.skipValue()
            }
        }
        let range = start..<reader.position
        if let tool = clientTool(fields, at: place, range, in: reader.bytes) {
            defined.append(tool)
        }
    }

    private mutating func clientTool(
        _ fields: ToolFields,
        at place: [RequestError.Step],
        _ range: Range<Int>,
        in text: Span<UInt8>
    ) -> ClientTool? {
        let name = fields.name?.shortText(in: text)
        if let value = fields.name {
            let place = place + [.member(.name)]
            if value.kind != .string {
                errors.add(.string, at: place, input: value.range)
            } else if name.map(ClientTool.isName) != true {
                errors.add(.toolNamePattern, at: place, input: value.range)
            }
        } else {
            errors.add(.missing, at: place + [.member(.name)], input: range)
        }
        if let value = fields.description, value.kind != .string, value.kind != .null {
            let place = place + [.member(.description)]
            errors.add(.string, at: place, input: value.range)
        }
        var schema: BodyValue?
        for (value, member) in [
            (fields.inputSchema, RequestError.Member.inputSchema), (fields.parameters, .parameters),
        ] {
            guard let value, value.kind != .null else { continue }
            schema = value
            guard value.kind != .object else { continue }
            let place = place + [.member(member)]
            errors.add(.dictionary, at: place, input: value.range)
        }
        guard schema?.kind ?? .object == .object else { return nil }
        guard let name, ClientTool.isName(name) else { return nil }
        return ClientTool(
            name: name,
            description: fields.description?.string,
            parameters: schema?.range
        )
    }
}

extension ChatRequestDecoder {
    /// Adds the tools that were read, and what is wrong with them.
    mutating func addTools(to selected: inout ToolCatalog) {
        if let tools, let value = tools.value, value.kind != .null {
            if value.kind == .array || value.kind == .object && contract == .ui {
                selected = tools.selected
                selected.add(tools.defined)
                errors.add(tools.errors)
            } else {
                errors.add(.list, at: [.member(.tools)], input: value.range, isStrict: true)
            }
        }
        if let clientTools, let value = clientTools.value, value.kind != .null {
            guard value.kind == .array else {
                return errors.add(.list, at: [.member(.clientTools)], input: value.range)
            }
            // Of equal names the last counts, whoever's the others are.
            selected.add(clientTools.defined)
            errors.add(clientTools.errors)
        }
    }
}
