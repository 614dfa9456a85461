// A transfer's request: how it is written, and how it is sent.

internal import Bytes

extension Transfer {
    /// The most bytes of a body that leave in one TLS record with the head.
    private static let bodyByteCountWithHeadMax = 12 * 1024

    /// Writes the request's head: RFC 9112 sections 2 and 3.
    func writeRequest() {
        guard let client, let connection else { return }
        let joinsBody = connection.isEncrypted && body.count <= Self.bodyByteCountWithHeadMax
        var head = ByteBuffer(
            minimumCapacity: client.headBytes.count + 512 + (joinsBody ? body.count : 0)
        )
        head.append(isPost ? "POST " : "GET ")
        head.append(url.target)
        head.append(" HTTP/1.1\r\nHost: ")
        head.append(url.authority)
        head.append("\r\n")
        head.append(client.headBytes.bytes)
        for field in fields {
            head.append(field.name)
            head.append(": ")
            head.append(field.value)
            head.append("\r\n")
        }
        if isPost {
            head.append("Content-Length: ")
            head.appendDecimal(requestBodyByteCount)
            head.append("\r\n")
        }
        head.append("\r\n")
        headByteCount = head.count
        if joinsBody { head.append(body.bytes) }
        requestHead = head
    }

    /// Sends what the connection takes; the rest when it takes more.
    func send() {
        sending: while !isSent, let connection {
            // A large request may leave in one go; what the provider has said meanwhile came before its end, and is
            // read before more is sent.
            if sentByteCount > 0, awaitsHead, connection.hasInput { break sending }
            let headLeft = max(0, requestHead.count - sentByteCount)
            // A joined body lies behind the head, and in its own buffer should the request go elsewhere.
            let bodyOffset = sentByteCount + headLeft - headByteCount
            let head = UnsafeRawBufferPointer(
                start: requestHead.unsafeStart.map { $0 + (requestHead.count - headLeft) },
                count: headLeft
            )
            let rest = UnsafeRawBufferPointer(
                start: body.unsafeStart.map { $0 + bodyOffset },
                count: requestBodyByteCount - bodyOffset
            )
            switch connection.send(head, rest) {
            case .sent(let count):
                sentByteCount += count
                guard sentByteCount == headByteCount + requestBodyByteCount else { continue }
                isSent = true
                requestHead = ByteBuffer()
            case .nothing: break sending
            case .failure: return sendFailed()
            }
        }
        watch()
    }
}
