// Reads request heads from bytes that arrive in pieces.

internal import Bytes

/// Parses one request head, as soon as its lines are complete.
///
/// Lines end with CR LF only. Each line is checked when its end is there, so that a faulty request
/// is refused before its head is whole, and refused for the same reason however its bytes were cut.
/// RFC 9112 sections 2 to 5.
public struct RequestHeadParser: ~Copyable, Sendable {
    private let limits: HTTPLimits
    private var requestLine: RequestLine?
    private var places: [HeaderFields.Place] = []
    private var emptyLineCount = 0
    private var lineStart = 0
    /// How far the present line is known to have no end.
    private var scanned = 0

    /// Empty lines skipped before a request: old clients send one after a body, RFC 9112 section
    /// 2.2.
    private static let emptyLineCountMax = 4
    /// Room made for the fields of a usual request.
    private static let usualFieldCount = 16

    /// Creates the parser of one head.
    public init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Parses a head from its first byte on; nil if its end has not arrived.
    ///
    /// To be called again with the same bytes and more behind them; a parser that has returned a
    /// head or thrown is used up. What follows the head is not looked at.
    ///
    /// Complexity: linear in the bytes of all calls together, apart from a constant for each call.
    ///
    /// - Returns: The head and the number of bytes it took.
    /// - Throws: `HTTPError` for the first fault.
    public mutating func parse(
        _ bytes: Span<UInt8>
    ) throws(HTTPError) -> (head: RequestHead, byteCount: Int)? {
        while let line = try nextLine(bytes) {
            if !line.isEmpty {
                try take(line, of: bytes)
            } else if let requestLine = requestLine.take() {
                let fields = HeaderFields(
                    bytes: [UInt8](bytes.extracting(0..<lineStart)),
                    places: places
                )
                return (try RequestHead(requestLine, fields: fields), lineStart)
            } else {
                emptyLineCount += 1
                guard emptyLineCount <= Self.emptyLineCountMax else { throw .tooManyEmptyLines }
            }
        }
        return nil
    }

    private mutating func take(_ line: Range<Int>, of bytes: Span<UInt8>) throws(HTTPError) {
        guard requestLine == nil else { return try addField(bytes, line) }
        requestLine = try RequestLine(bytes.extracting(line))
        places.reserveCapacity(Self.usualFieldCount)
    }

    /// The next line without its end, or nil if its end has not arrived.
    private mutating func nextLine(_ bytes: Span<UInt8>) throws(HTTPError) -> Range<Int>? {
        if requestLine == nil, lineStart < bytes.count {
            // What is no HTTP at all, a TLS client hello say, need not have a line end to be
            // refused.
            let byte = bytes[lineStart]
            guard
                FieldSyntax.isToken(byte) || byte == ASCII.carriageReturn || byte == ASCII.lineFeed
            else { throw .badMethod }
        }
        let lineFeed = bytes.firstIndex(of: ASCII.lineFeed, from: scanned)
        try checkSize(end: lineFeed ?? bytes.count)
        guard let lineFeed else {
            scanned = bytes.count
            return nil
        }
        guard lineFeed > lineStart, bytes[lineFeed - 1] == ASCII.carriageReturn else {
            throw .bareLineFeed
        }
        let line = lineStart..<(lineFeed - 1)
        lineStart = lineFeed + 1
        scanned = lineStart
        return line
    }

    /// Checks the present line, whose line feed is at `end` or yet to come there.
    private func checkSize(end: Int) throws(HTTPError) {
        // One byte more for the carriage return before the line feed.
        if requestLine == nil, end - lineStart > limits.requestLineBytesMax + 1 {
            throw .uriTooLong
        }
        guard end < limits.headBytesMax else { throw .headTooLarge }
    }

    private mutating func addField(
        _ bytes: Span<UInt8>,
        _ line: Range<Int>
    ) throws(HTTPError) {
        guard places.count < limits.headerCountMax else { throw .tooManyFields }
        let first = bytes[line.lowerBound]
        guard first != ASCII.space, first != ASCII.tab else { throw .obsoleteLineFolding }
        var nameEnd = line.lowerBound
        while nameEnd < line.upperBound, FieldSyntax.isToken(bytes[nameEnd]) { nameEnd += 1 }
        guard nameEnd < line.upperBound else { throw .badFieldLine }
        guard bytes[nameEnd] == ASCII.colon, nameEnd > line.lowerBound else { throw .badFieldName }
        let value = bytes.extracting((nameEnd + 1)..<line.upperBound)
        guard FieldSyntax.firstIndexNotOfValue(in: value, from: 0) == value.count else {
            throw .badFieldValue
        }
        places.append(
            HeaderFields.Place(
                name: line.lowerBound..<nameEnd,
                value: bytes.trimmedRange((nameEnd + 1)..<line.upperBound)
            )
        )
    }
}
