// Files of a user's message, as the content parts that providers know.

internal import Bytes
internal import JSON

extension FilePart {
    /// Appends the file as one content part.
    ///
    /// Images go by their address; wave and MP3 audio, PDF and texts only if they are in the
    /// message itself, because nothing is fetched here. What no model can be given is mentioned by
    /// its name, so that the conversation goes on.
    func write(into output: inout ByteBuffer, _ body: Span<UInt8>) {
        let content = body.extracting(url.range)
        guard url.hasEscapes || url.needsRepair else {
            return write(address: content, into: &output, body)
        }
        var address = ByteBuffer(minimumCapacity: content.count)
        JSONString.unescape(content, into: &address)
        write(address: address.bytes, into: &output, body)
    }

    private func write(
        address: Span<UInt8>,
        into output: inout ByteBuffer,
        _ body: Span<UInt8>
    ) {
        let type = self.type(of: address, body)
        let data = Self.base64(in: address)
        if type == "image" || type.hasPrefix("image/"), data != nil || Self.isWeb(address) {
            output.append(#"{"type":"image_url","image_url":{"url":""#)
            JSONString.escape(address, into: &output)
            output.append(#""}}"#)
        } else if let data, let format = Self.audioFormat(type) {
            output.append(#"{"type":"input_audio","input_audio":{"data":""#)
            JSONString.escape(address.extracting(data), into: &output)
            output.append(#"","format":""#)
            output.append(format)
            output.append(#""}}"#)
        } else if data != nil, type == "application/pdf" {
            output.append(#"{"type":"file","file":{"filename":""#)
            writeName(or: "document.pdf", into: &output, body)
            output.append(#"","file_data":""#)
            JSONString.escape(address, into: &output)
            output.append(#""}}"#)
        } else if let data, Self.isText(type),
            let text = Base64.decoded(address.extracting(data)), !text.isEmpty
        {
            output.append(#"{"type":"text","text":""#)
            JSONString.escape(text.span, into: &output)
            output.append(#""}"#)
        } else {
            output.append(#"{"type":"text","text":"[A file could not be passed on: "#)
            writeName(or: "it has no name", into: &output, body)
            output.append(#"]"}"#)
        }
    }

    private func writeName(
        or substitute: StaticString,
        into output: inout ByteBuffer,
        _ body: Span<UInt8>
    ) {
        guard let name, !name.range.isEmpty else { return output.append(substitute) }
        JSONString.appendRepaired(body.extracting(name.range), into: &output)
    }

    /// The media type in lower case and without parameters: what a `data:` address (RFC 2397) says,
    /// because the provider goes by it, and for other addresses what the part says.
    private func type(of address: Span<UInt8>, _ body: Span<UInt8>) -> String {
        var type = mediaType?.text(in: body) ?? ""
        if address.hasPrefix("data:") {
            let comma = address.firstIndex(of: ASCII.comma) ?? address.count
            type = String(address.extracting(5..<comma))
        }
        return type.prefix { $0 != ";" }.lowercased()
    }

    private static func isWeb(_ address: Span<UInt8>) -> Bool {
        address.hasPrefix("https://") || address.hasPrefix("http://")
    }

    private static func isText(_ type: String) -> Bool {
        type.hasPrefix("text/") || type == "application/json"
    }

    private static func audioFormat(_ type: String) -> StaticString? {
        switch type {
        case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave": "wav"
        case "audio/mpeg", "audio/mp3": "mp3"
        default: nil
        }
    }

    /// Where the base64 of a `data:` address stands; nil if the address is none, or holds nothing.
    private static func base64(in address: Span<UInt8>) -> Range<Int>? {
        guard address.hasPrefix("data:"), let comma = address.firstIndex(of: ASCII.comma),
            comma >= 12, comma + 1 < address.count,
            address.extracting(comma - 7..<comma).equalsIgnoringCase(";base64")
        else { return nil }
        return comma + 1..<address.count
    }
}
