// Lays events out on the wire, for the dialects whose events are made one by one.

internal import Bytes
internal import JSON

/// Writes server-sent events in the layout of a script.
struct EventWriter {
    let wire: MockScript.Wire

    /// Appends an event whose name is also the first member, `type`, of its data.
    func append(
        _ type: StaticString,
        into output: inout ByteBuffer,
        _ members: (inout JSONWriter) -> Void
    ) {
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: 256))
        json.object { json in
            json.member("type", type.description)
            members(&json)
        }
        let data = json.finish()
        append(data.bytes, named: type, into: &output)
    }

    /// Appends an event of arbitrary data.
    func append(
        _ data: Span<UInt8>,
        named name: StaticString? = nil,
        into output: inout ByteBuffer
    ) {
        if wire.hasComments {
            output.append(": MOCK PROCESSING")
            endLine(into: &output)
            endLine(into: &output)
        }
        if let name {
            output.append("event: ")
            output.append(name)
            endLine(into: &output)
        }
        output.append("data: ")
        if wire.isMultiline, let comma = Self.breaks(of: data).first(where: { data[$0] == 0x2C }) {
            output.append(data.extracting(0...comma))
            endLine(into: &output)
            output.append("data: ")
            output.append(data.extracting(comma + 1..<data.count))
        } else {
            output.append(data)
        }
        endLine(into: &output)
        endLine(into: &output)
    }

    /// Appends JSON on lines of its own, which no client that expects events takes for one.
    func appendBare(_ json: Span<UInt8>, into output: inout ByteBuffer) {
        var start = 0
        for position in Self.breaks(of: json) {
            output.append(json.extracting(start...position))
            endLine(into: &output)
            start = position + 1
        }
        output.append(json.extracting(start..<json.count))
        endLine(into: &output)
        endLine(into: &output)
    }

    /// The places of all commas and opening brackets outside of strings, behind which JSON may have
    /// a line's end.
    private static func breaks(of json: Span<UInt8>) -> [Int] {
        var places: [Int] = []
        var isInString = false
        var index = 0
        while index < json.count {
            switch json[index] {
            case ASCII.quote: isInString.toggle()
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: ","), UInt8(ascii: "{"), UInt8(ascii: "["):
                if !isInString { places.append(index) }
            default: break
            }
            index += 1
        }
        return places
    }

    private func endLine(into output: inout ByteBuffer) {
        if wire.usesCRLF { output.append(ASCII.carriageReturn) }
        output.append(ASCII.lineFeed)
    }
}
