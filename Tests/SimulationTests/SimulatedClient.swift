// The receiving end of a simulated answer: keeps what is written.

import Bytes
import Chat
import HTTP
import HTTPServer

@testable import Gateway

/// A client without a socket.
final class SimulatedClient: AnswerOutlet {
    private(set) var hasBegun = false
    private(set) var content: [UInt8] = []
    /// How often the response came to an end.
    private(set) var endCount = 0
    var hasLeft = false

    var contentByteCount: Int { content.count }

    /// Tells whether so many bytes from the start end with a whole event.
    func endsWithWholeEvent(before count: Int) -> Bool {
        count == 0 || content[..<count].suffix(2) == [0x0A, 0x0A]
    }

    func beginStream(_ status: Status, headLines: [StaticString]) { hasBegun = true }

    func write(_ body: (inout ByteBuffer) -> Void) {
        guard !hasLeft, endCount == 0 else { return }
        var output = ByteBuffer()
        body(&output)
        content += [UInt8](output.bytes)
    }

    func endStream() { endCount += 1 }
    func cutStream() { endCount += 1 }
    func respond(_ status: Status, json body: borrowing ByteBuffer) { endCount += 1 }

    func refuse(_ error: ChatError, _ members: ErrorMembers, fields: [Exchange.Field]) {
        endCount += 1
    }
}
