// Asks the mock what it has seen.

internal import Bytes
internal import JSON
internal import Reactor

/// One GET request for JSON on a connection of its own.
final class MockQuery {
    private var connection: TCPConnection?
    private var parser = LoadResponseParser()
    private var body = ByteBuffer()
    private var completion: ((JSONValue?) -> Void)?

    /// Sends the request.
    ///
    /// - Parameter completion: Gets the answer, once, on a later turn; nil without JSON.
    init(
        _ path: String,
        of address: SocketAddress,
        on loop: Loop,
        completion: @escaping (JSONValue?) -> Void
    ) {
        self.completion = completion
        parser.begin()
        do throws(UVError) {
            let connection = try TCPConnection(connectingTo: address, on: loop, delegate: self)
            self.connection = connection
            connection.withOutput { output in
                output.append("GET ")
                output.append(path)
                output.append(" HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n")
            }
        } catch {
            loop.afterTurn { [self] in end() }
        }
    }

    private func receive(_ bytes: Span<UInt8>) {
        var position = 0
        do throws(ResponseError) {
            while true {
                switch try parser.next(bytes, at: &position) {
                case .needMore: return
                case .head: break
                case .content(let range): body.append(bytes.extracting(range))
                case .end: return end()
                }
            }
        } catch {
            body.removeAll()
            end()
        }
    }

    private func end() {
        connection?.close()
        connection = nil
        let completion = self.completion
        self.completion = nil
        var text = ByteBuffer()
        swap(&text, &body)
        var answer: JSONValue?
        do throws(JSONError) {
            answer = try JSONValue(parsing: text.bytes)
        } catch {
            answer = nil
        }
        completion?(answer)
    }
}

extension MockQuery: TCPConnectionDelegate {
    func connection(_ connection: TCPConnection, didReceive bytes: Span<UInt8>) { receive(bytes) }

    func connectionDidReachEnd(_ connection: TCPConnection) { end() }

    func connection(_ connection: TCPConnection, didFail error: UVError) { end() }

    func connection(_ connection: TCPConnection, willFlush output: inout ByteBuffer) {}

    func connectionDidBlock(_ connection: TCPConnection) {}

    func connectionDidAdvance(_ connection: TCPConnection) {}
    func connectionDidDrain(_ connection: TCPConnection) {}
}
