// Files of a user's message, as the content parts that providers know.

internal import Bytes
internal import JSON

extension FilePart {
    /// Appends the file as one content part.
    ///
    /// Images go by their address; wave and MP3 audio, PDF and texts only if they are in the
    /// message itself, because nothing is fetched here. What no model can be given is mentioned by
    /// its name, so that the conversation goes on.
    ///
    /// The address is passed on as it stands in the body, its escapes included.
    ///
    /// - Parameter byteCountMax: How long a text may be that is decoded.
    func write(into output: inout ByteBuffer, _ body: Span<UInt8>, byteCountMax: Int) {
        let content = body.extracting(url.range)
        let comma = content.firstIndex(of: ASCII.comma) ?? content.count
        let head = JSONString.unescaped(
            content.extracting(0..<min(comma, Self.addressHeadByteCountMax))
        )
        let type = self.type(of: head, body)
        let hasData = Self.isBase64(head) && comma + 1 < content.count
        let data = hasData ? content.extracting(comma + 1..<content.count) : Span()
        if type == "image" || type.hasPrefix("image/"), hasData || Self.isWeb(head) {
            output.append(#"{"type":"image_url","image_url":{"url":""#)
            JSONString.appendRepaired(content, into: &output)
            output.append(#""}}"#)
        } else if hasData, let format = Self.audioFormat(type) {
            output.append(#"{"type":"input_audio","input_audio":{"data":""#)
            JSONString.appendRepaired(data, into: &output)
            output.append(#"","format":""#)
            output.append(format)
            output.append(#""}}"#)
        } else if hasData, type == "application/pdf" {
            output.append(#"{"type":"file","file":{"filename":""#)
            writeName(or: "document.pdf", into: &output, body)
            output.append(#"","file_data":""#)
            JSONString.appendRepaired(content, into: &output)
            output.append(#""}}"#)
        } else if !hasData || !Self.isText(type)
            || !Self.writeText(data, into: &output, byteCountMax: byteCountMax)
        {
            output.append(#"{"type":"text","text":"[A file could not be passed on: "#)
            writeName(or: "it has no name", into: &output, body)
            output.append(#"]"}"#)
        }
    }

    /// The longest beginning of an address that is looked at for what it is.
    private static let addressHeadByteCountMax = 1024
    private static let pieceByteCount = 16 * 1024
    /// What a text may have in any case.
    private static let smallByteCount = 4096

    /// Appends the text that base64 stands for as a content part; appends nothing if it is no base64 or no text.
    ///
    /// What is more than a quarter longer as a string than in base64 is no text.
    private static func writeText(
        _ data: Span<UInt8>,
        into output: inout ByteBuffer,
        byteCountMax: Int
    ) -> Bool {
        let start = output.count
        output.append(#"{"type":"text","text":""#)
        let textStart = output.count
        var reader = Base64Reader(data)
        var piece = ByteBuffer()
        var end = start
        repeat {
            guard reader.read(pieceByteCount, into: &piece) else { break }
            // A character that is cut in two waits for the next piece.
            let whole = reader.isAtEnd ? piece.count : piece.bytes.endOfWholeCharacters
            JSONString.escape(piece.bytes.extracting(0..<whole), into: &output)
            piece.consume(whole)
            end = start + min(byteCountMax, reader.position / 4 * 5 + smallByteCount)
        } while !reader.isAtEnd && output.count <= end
        guard reader.isAtEnd, output.count > textStart, output.count <= end else {
            output.truncate(to: start)
            return false
        }
        output.append(#""}"#)
        return true
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
    private func type(of head: String, _ body: Span<UInt8>) -> String {
        let type =
            head.hasPrefix("data:")
            ? String(head.dropFirst(5)) : mediaType?.shortText(in: body) ?? ""
        return type.prefix { $0 != ";" }.lowercased()
    }

    private static func isWeb(_ head: String) -> Bool {
        head.hasPrefix("https://") || head.hasPrefix("http://")
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

    /// Tells whether what is before the comma of a `data:` address says that base64 follows.
    private static func isBase64(_ head: String) -> Bool {
        let bytes = head.utf8.span
        let marker = 7
        return head.hasPrefix("data:") && bytes.count >= 5 + marker
            && bytes.extracting(bytes.count - marker..<bytes.count).equalsIgnoringCase(";base64")
    }
}

extension Span where Element == UInt8 {
    /// The end of what is left when a sequence that may be cut off at the end is taken away.
    fileprivate var endOfWholeCharacters: Int {
        for length in 1...3 where length <= count {
            let byte = self[count - length]
            if byte & 0xC0 == 0x80 { continue }
            // The lead of a sequence of four bytes is 11110xxx, of three 1110xxxx, of two 110xxxxx.
            let isCut = byte >= 0xF0 || byte >= 0xE0 && length < 3 || byte >= 0xC0 && length < 2
            return isCut ? count - length : count
        }
        return count
    }
}
