// What the provider's response head says, line by line.

internal import Bytes
internal import HTTP

/// The parts of the provider's response head that decisions need.
public struct UpstreamHead: Sendable {
    /// The status code.
    public internal(set) var status = 0
    /// The media type with parameters, if told.
    public private(set) var contentType: String?
    /// The content coding, if told; none was asked for, so a body with any but `identity` cannot be read.
    public private(set) var contentEncoding: String?
    /// The value of `Retry-After`, seconds or a date.
    public internal(set) var retryAfter: String?
    /// The value of `retry-after-ms`, milliseconds, which some providers send beside the other or alone.
    public internal(set) var retryAfterMilliseconds: String?

    /// Tells whether the first line was one of HTTP/1.
    private(set) var hasStatusLine = false
    private var isVersion11 = false
    private var closesConnection = false
    private var isChunked = false
    private var hasUnknownCoding = false
    private var contentLength: Int?
    private var hasBadLength = false

    /// Tells whether the status is one of success: RFC 9110 section 15.3.
    public var isSuccess: Bool { (200..<300).contains(status) }

    /// Tells whether the body is coded although no coding was asked for.
    public var isEncoded: Bool {
        if hasUnknownCoding { return true }
        guard let contentEncoding else { return false }
        return !contentEncoding.split(separator: ",").allSatisfy { coding in
            switch coding.lowercased().filter({ $0 != " " && $0 != "\t" }) {
            // The latter two are no codings, but what providers write who send none.
            case "", "identity", "none", "utf-8": true
            default: false
            }
        }
    }

    /// How long the provider wants to be left alone, if it says so; at most a year, which is as good as for ever.
    ///
    /// - Parameter unixSeconds: The time of day, for dates.
    public func wait(at unixSeconds: Int) -> Duration? {
        if let milliseconds = Self.number(retryAfterMilliseconds) {
            return Self.bounded(milliseconds / 1000)
        }
        if let seconds = Self.number(retryAfter) { return Self.bounded(seconds) }
        guard let date = retryAfter.flatMap({ HTTPDate.unixSeconds($0.utf8.span) }) else {
            return nil
        }
        return Self.bounded(Double(date) - Double(unixSeconds))
    }

    private static func bounded(_ seconds: Double) -> Duration {
        let bounded = min(max(seconds, 0), 365 * 86_400)
        return .milliseconds(Int((bounded * 1000).rounded(.up)))
    }

    /// A number that may be infinite, but is one.
    private static func number(_ text: String?) -> Double? {
        guard let text, let number = Double(text), number >= 0 else { return nil }
        return number
    }

    /// Tells whether another request may follow on the connection: RFC 9112 section 9.3.
    var keepsConnection: Bool {
        // Who gives two lengths may mean another end than we do.
        isVersion11 && !closesConnection && !hasUnknownCoding
            && !(isChunked && contentLength != nil)
    }

    /// How the body tells its end; nil where the head is wrong about it: RFC 9112 section 6.3.
    var framing: BodyDecoder.Framing? {
        guard hasStatusLine else { return nil }
        if status == 204 || status == 304 { return .counted(0) }
        if isChunked { return .chunked }
        if hasUnknownCoding { return .untilClose }
        guard !hasBadLength else { return nil }
        return contentLength.map { .counted($0) } ?? .untilClose
    }

    /// Takes one line of the head, without its end; field lines that are none mean nothing here.
    mutating func read(_ line: Span<UInt8>) {
        guard hasStatusLine else { return readStatusLine(line) }
        guard let colon = line.firstIndex(of: ASCII.colon) else { return }
        let name = line.extracting(0..<colon)
        let value = line.extracting(line.trimmedRange(colon + 1..<line.count))
        if name.equalsIgnoringCase("content-type") {
            contentType = String(value)
        } else if name.equalsIgnoringCase("content-encoding") {
            contentEncoding = String(value)
        } else if name.equalsIgnoringCase("retry-after") {
            retryAfter = String(value)
        } else if name.equalsIgnoringCase("retry-after-ms") {
            retryAfterMilliseconds = String(value)
        } else if name.equalsIgnoringCase("transfer-encoding") {
            let isKnown = value.equalsIgnoringCase("chunked") && !isChunked
            isChunked = isKnown
            hasUnknownCoding = hasUnknownCoding || !isKnown
        } else if name.equalsIgnoringCase("content-length") {
            readLength(value)
        } else if name.equalsIgnoringCase("connection") {
            closesConnection = closesConnection || value.isList(containing: "close")
        }
    }

    /// `HTTP/1.1 200 OK`, where the reason may be missing: RFC 9112 section 4.
    private mutating func readStatusLine(_ line: Span<UInt8>) {
        guard line.count >= 12, line.hasPrefix("HTTP/1."), line[8] == ASCII.space,
            line.count == 12 || line[12] == ASCII.space
        else { return }
        var code = 0
        for index in 9..<12 {
            guard ASCII.isDigit(line[index]) else { return }
            code = code * 10 + Int(line[index] - 0x30)
        }
        guard code >= 100 else { return }
        hasStatusLine = true
        isVersion11 = line[7] == 0x31
        status = code
    }

    private mutating func readLength(_ value: Span<UInt8>) {
        let length = Int(String(value))
        let isNumber = !value.isEmpty && (0..<value.count).allSatisfy { ASCII.isDigit(value[$0]) }
        guard isNumber, let length, contentLength ?? length == length else {
            hasBadLength = true
            return
        }
        contentLength = length
    }
}
