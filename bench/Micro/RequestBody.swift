// Requests of ten megabytes, each of one kind of content.

internal import Bytes

/// The body of a large request, and what becomes of it.
struct RequestBody {
    /// Who reads it.
    enum Reader { case chat, strictChat, relay, title }

    /// Its name in the table and among the ceilings.
    let name: String
    let reader: Reader
    private let head: String
    /// What is repeated until the body is long enough.
    private let piece: String
    /// How often it may be repeated; what is missing then is a long text in the last.
    private let pieceCountMax: Int
    private let tail: String

    /// The size of a body, in bytes.
    static let byteCount = 10 * 1024 * 1024

    init(
        _ name: String,
        _ reader: Reader = .chat,
        head: String,
        piece: String,
        pieceCountMax: Int = .max,
        tail: String
    ) {
        self.name = name
        self.reader = reader
        self.head = head
        self.piece = piece
        self.pieceCountMax = pieceCountMax
        self.tail = tail
    }

    /// The bytes of the body.
    func bytes() -> ByteBuffer {
        var bytes = ByteBuffer(minimumCapacity: Self.byteCount + 64 * 1024)
        bytes.append(head)
        let room = Self.byteCount - head.utf8.count - tail.utf8.count
        let count = min(pieceCountMax, max(1, room / piece.utf8.count))
        // A piece with a mark is made longer, so that all of them fill the body.
        let filler = piece.contains("$") ? max(0, room / count - piece.utf8.count) : 0
        let text = piece.split(separator: "$", omittingEmptySubsequences: false).joined(
            separator: String(repeating: "x", count: filler)
        )
        for index in 0..<count {
            // The last one without its comma.
            if index == count - 1, text.last == "," {
                bytes.append(String(text.dropLast()))
            } else {
                bytes.append(text)
            }
        }
        bytes.append(tail)
        return bytes
    }

    private static let user = #"{"id":"1","role":"user","parts":["#
    private static let model = #""model":"openai/gpt-4o""#
    private static let text = #"{"type":"text","text":""#

    private static func inText(_ name: String, _ piece: String, _ reader: Reader = .chat) -> Self {
        RequestBody(
            name,
            reader,
            head: #"{"messages":[\#(user)\#(text)"#,
            piece: piece,
            tail: #""}]}],\#(model)}"#
        )
    }

    private static func inMessages(
        _ name: String,
        _ piece: String,
        most: Int = .max,
        _ reader: Reader = .chat
    ) -> Self {
        RequestBody(
            name,
            reader,
            head: #"{"messages":["#,
            piece: piece + ",",
            pieceCountMax: most,
            tail: "],\(model)}"
        )
    }

    private static func inParts(_ name: String, _ piece: String, most: Int = .max) -> Self {
        RequestBody(
            name,
            head: #"{"messages":[\#(user)"#,
            piece: piece + ",",
            pieceCountMax: most,
            tail: "]}],\(model)}"
        )
    }

    private static func inTextFile(_ name: String, _ base64: String) -> Self {
        RequestBody(
            name,
            head: #"{"messages":[\#(user){"type":"file","url":"data:text/plain;base64,"#,
            piece: base64,
            tail: #""}]}],\#(model)}"#
        )
    }

    private static func inResult(_ name: String, _ piece: String) -> Self {
        let call =
            #"{"type":"tool-x","toolCallId":"t","state":"output-available","input":{},"output":["#
        return RequestBody(
            name,
            head: #"{"messages":[{"id":"1","role":"assistant","parts":[\#(call)"#,
            piece: piece + ",",
            tail:
                "]}]},{\"id\":\"2\",\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"text\":\"x\"}]}]}"
        )
    }

    private static func besides(
        _ name: String,
        _ reader: Reader,
        _ head: String,
        _ piece: String,
        _ tail: String
    ) -> Self {
        RequestBody(name, reader, head: head, piece: piece, tail: tail)
    }

    private static let messagePiece =
        #"{"id":"1","role":"user","parts":[{"type":"text","text":"$"}]}"#
    private static let callPiece =
        #"{"type":"tool-x","toolCallId":"t","state":"output-available","input":{"a":"b"},"output":{"c":["$"]}}"#

    static let all: [RequestBody] = [
        inText("chat, one text", "some words "),
        inText("chat, escapes", #"\n"#),
        inText("chat, \\u escapes", #"\u00e9"#),
        inText("chat, halves of pairs", #"\ud800"#),
        inText("chat, Chinese", "\u{4F60}\u{597D}"),
        inMessages("chat, messages", messagePiece, most: 19_999),
        inMessages("chat, too many messages", messagePiece.replacing("$", with: "")),
        inParts("chat, text parts", #"{"type":"text","text":"$"}"#, most: 19_999),
        inParts("chat, too many parts", #"{"type":"text","text":""}"#),
        inParts(
            "chat, files without address",
            #"{"type":"file","url":"","filename":"$"}"#,
            most: 19_999
        ),
        inParts("chat, an image", #"{"type":"file","url":"data:image/png;base64,$"}"#, most: 1),
        inTextFile("chat, a text file", "YWJj"),
        inTextFile("chat, a text file of line ends (passed over)", "CgoK"),
        inTextFile("chat, a text file that is none", "xxxx"),
        inMessages(
            "chat, tool calls",
            #"{"id":"1","role":"assistant","parts":[\#(callPiece)]}"#,
            most: 19_999
        ),
        inMessages(
            "chat, ids of tool calls (refused)",
            #"{"id":"1","role":"assistant","parts":[{"type":"tool-x","toolCallId":"$","output":0}]}"#,
            most: 19_999
        ),
        inResult("chat, a result of numbers", "0"),
        inResult("chat, a result of strings", #""""#),
        inResult("chat, a result of objects", #"{"":[]}"#),
        inResult("chat, a result of blanks", "        0"),
        inMessages("chat, empty messages (refused)", "{}"),
        inMessages("strict chat, empty messages (refused)", "{}", .strictChat),
        besides(
            "strict chat, a type of numbers (refused)",
            .strictChat,
            #"{"messages":[\#(user){"type":["#,
            "0,",
            "]}]}]}"
        ),
        besides("chat, blanks", .chat, "{", " ", "}"),
        besides("chat, no JSON (refused)", .chat, "{\"\":[", "0,", "]"),
        besides(
            "chat, tool definitions (refused)",
            .chat,
            "{\"messages\":[\(user)\(text)\"}]}],\"clientTools\":[",
            #"{"name":"a"},"#,
            "]}"
        ),
        besides(
            "chat, one tool",
            .chat,
            "{\"messages\":[\(user)\(text)\"}]}],\"clientTools\":[{\"name\":\"a\",\"parameters\":{\"a\":[",
            "0,",
            "]}}]}"
        ),
        besides(
            "relay, one text",
            .relay,
            #"{"messages":[{"role":"user","content":""#,
            "some words ",
            "\"}],\(model)}"
        ),
        besides("relay, messages", .relay, #"{"messages":["#, "{},", "],\(model)}"),
        besides("relay, unknown members", .relay, #"{"messages":[0],"x":["#, "0,", "],\(model)}"),
        besides("relay, a name (refused)", .relay, #"{"messages":[0],"model":""#, "x", "\"}"),
        besides(
            "title, a long text (refused)",
            .title,
            #"{"conversationId":"1","userMessage":""#,
            #"\n"#,
            "\"}"
        ),
        besides(
            "title, members",
            .title,
            #"{"conversationId":"1","userMessage":"x""#,
            #","":0"#,
            "}"
        ),
    ]
}
