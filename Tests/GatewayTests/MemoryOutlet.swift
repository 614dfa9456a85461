// The receiving end of an answer for tests without sockets.

import Bytes
import Chat
import HTTP
import HTTPServer

@testable import Gateway

/// Keeps what an answer writes.
final class MemoryOutlet: AnswerOutlet {
    /// How a response may end.
    enum Ending: Equatable {
        case complete
        case cut
        case refused(ChatError)
    }

    private(set) var status: Status?
    private(set) var headLines: [String] = []
    private(set) var content: [UInt8] = []
    /// How the response ended, each time that it did: once, if all is well.
    private(set) var endings: [Ending] = []
    /// Fields of a refusal.
    private(set) var fields: [Exchange.Field] = []
    /// Whether the client has gone: nothing is kept then.
    var hasLeft = false

    var hasBegun: Bool { status != nil }
    var text: String { String(decoding: content, as: UTF8.self) }

    func beginStream(_ status: Status, headLines: [StaticString]) {
        self.status = status
        self.headLines = headLines.map(\.description)
    }

    func write(_ body: (inout ByteBuffer) -> Void) {
        guard !hasLeft, endings.isEmpty else { return }
        var output = ByteBuffer()
        body(&output)
        content += [UInt8](output.bytes)
    }

    func endStream() { endings.append(.complete) }
    func cutStream() { endings.append(.cut) }

    func respond(_ status: Status, json body: borrowing ByteBuffer) {
        self.status = status
        content = [UInt8](body.bytes)
        endings.append(.complete)
    }

    func refuse(_ error: ChatError, _ members: ErrorMembers, fields: [Exchange.Field]) {
        self.fields = fields
        endings.append(.refused(error))
    }
}
