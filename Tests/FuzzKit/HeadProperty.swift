// Request heads: however cut the same, and the same again when written anew.

import Bytes
import HTTP

/// What must hold for the parser of request heads.
enum HeadProperty {
    private enum Outcome: Equatable {
        case incomplete
        case refused(HTTPError)
        case head(String, byteCount: Int)
    }

    static func complaint(about input: [UInt8]) -> String? {
        let cuts = Cuts(of: input).all
        let whole = outcome(input, ends: [input.count])
        for ends in cuts where outcome(input, ends: ends).0 != whole.0 {
            return "cut at \(ends): \(outcome(input, ends: ends).0), not \(whole.0)"
        }
        guard case .head(let summary, let byteCount) = whole.0, let head = whole.1 else {
            return nil
        }
        guard byteCount <= input.count else { return "more bytes taken than there are" }
        // What follows is not looked at.
        guard outcome(Array(input[..<byteCount]), ends: [byteCount]).0 == whole.0 else {
            return "what follows a head changes it"
        }
        guard let line = requestLine(of: input) else { return "no request line" }
        let again = line + written(head)
        guard case .head(let other, _) = outcome(again, ends: [again.count]).0, other == summary
        else { return "written anew it is another head: \(summary)" }
        return framingComplaint(head)
    }

    /// What two servers in a row could understand differently.
    private static func framingComplaint(_ head: RequestHead) -> String? {
        let lengths = head.fields.count(of: "content-length")
        let codings = head.fields.count(of: "transfer-encoding")
        switch head.framing {
        case .none: if lengths + codings > 0 { return "a framing field is ignored" }
        case .length(let count):
            if lengths != 1 || codings != 0 || count < 0 { return "the wrong length" }
        case .chunked:
            if lengths != 0 || codings != 1 || head.version == .http10 { return "wrong chunks" }
        }
        let hosts = head.fields.count(of: "host")
        return hosts == 1 || hosts == 0 && head.version == .http10 ? nil : "\(hosts) hosts"
    }

    private static func outcome(_ input: [UInt8], ends: [Int]) -> (Outcome, RequestHead?) {
        var parser = RequestHeadParser(limits: HTTPLimits())
        for end in ends {
            do throws(HTTPError) {
                if let parsed = try parser.parse(input.span.extracting(0..<end)) {
                    return (
                        .head(summary(parsed.head), byteCount: parsed.byteCount), parsed.head
                    )
                }
            } catch {
                return (.refused(error), nil)
            }
        }
        return (.incomplete, nil)
    }

    /// All that a head says, spelt out.
    static func summary(_ head: RequestHead) -> String {
        "\(head.method) \(head.path) \(head.query ?? "-") \(head.authority ?? "-") \(head.version) "
            + "\(head.framing) \(head.isPersistent) \(head.expectsContinue) \(Array(head.fields))"
    }

    /// The request line with its end, behind empty lines.
    private static func requestLine(of input: [UInt8]) -> [UInt8]? {
        var start = 0
        while start + 1 < input.count, input[start] == 0x0D { start += 2 }
        guard let end = input[start...].firstIndex(of: 0x0A) else { return nil }
        return Array(input[start...end])
    }

    private static func written(_ head: RequestHead) -> [UInt8] {
        var output = ByteBuffer()
        let fields = head.fields
        for index in fields.indices {
            output.append(fields.nameBytes(at: index))
            output.append(":")
            output.append(fields.valueBytes(at: index))
            output.append("\r\n")
        }
        output.append("\r\n")
        return [UInt8](output.bytes)
    }
}
