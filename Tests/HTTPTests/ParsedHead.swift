// What parsing a head came to, in a form that tests can compare.

import Bytes
import HTTP

/// The outcome of parsing the same bytes in some number of pieces.
enum ParsedHead: Equatable {
    case incomplete
    case refused(HTTPError)
    case head(Summary, byteCount: Int)

    /// A head, spelt out.
    struct Summary: Equatable {
        var line: String
        var fields: [HeaderFields.Field]
        var framing: BodyFraming
        var isPersistent: Bool
        var expectsContinue: Bool

        init(_ head: RequestHead) {
            line = "\(head.method) \(head.path) \(head.query ?? "-") \(head.version)"
            fields = Array(head.fields)
            framing = head.framing
            isPersistent = head.isPersistent
            expectsContinue = head.expectsContinue
        }
    }

    /// Parses with the whole input first shown up to each of the ends.
    init(_ bytes: [UInt8], ends: [Int], limits: HTTPLimits = HTTPLimits()) {
        var parser = RequestHeadParser(limits: limits)
        self = .incomplete
        for end in ends {
            do throws(HTTPError) {
                if let parsed = try parser.parse(bytes.span.extracting(0..<end)) {
                    self = .head(Summary(parsed.head), byteCount: parsed.byteCount)
                    return
                }
            } catch {
                self = .refused(error)
                return
            }
        }
    }

    /// Parses in one piece.
    init(_ bytes: [UInt8], limits: HTTPLimits = HTTPLimits()) {
        self.init(bytes, ends: [bytes.count], limits: limits)
    }

    var error: HTTPError? {
        guard case .refused(let error) = self else { return nil }
        return error
    }

    var summary: Summary? {
        guard case .head(let summary, _) = self else { return nil }
        return summary
    }
}

/// Parses a head that is known to be valid.
func parsedHead(_ text: String) throws -> RequestHead {
    let bytes = latin1(text)
    var parser = RequestHeadParser(limits: HTTPLimits())
    guard let parsed = try parser.parse(bytes.span) else { throw HTTPError.badRequestLine }
    return parsed.head
}
