import Bytes
import Foundation
import HTTP
import Testing

/// Requests that others have collected: fixtures with their sources and licences beside them.
@Suite struct CorpusTests {
    typealias Fact = MachineDriver.Fact

    private static let fixtures = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

    private static func files(_ folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: fixtures.appending(path: folder),
            includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
    }

    private static func bytewise(_ bytes: [UInt8]) -> [Int] {
        bytes.isEmpty ? [0] : Array(1...bytes.count)
    }

    @Test func `inputs that h2o's fuzzer found come to the same whole and byte by byte`() throws {
        let files = try Self.files("h2o-http1-fuzz/http1-corpus")
        #expect(files.count == 379)
        for file in files {
            let bytes = [UInt8](try Data(contentsOf: file))
            let whole = MachineDriver.lastingFacts(bytes, ends: [bytes.count])
            let bytewise = MachineDriver.lastingFacts(bytes, ends: Self.bytewise(bytes))
            #expect(whole == bytewise, "\(file.lastPathComponent)")
        }
    }

    /// A line that tries to pass for, or to hide, `Transfer-Encoding: chunked`.
    private struct Mutation: Decodable {
        let header_latin1: String
    }

    @Test func `no hidden Transfer-Encoding is honoured`() throws {
        let file = Self.fixtures.appending(path: "smuggler-te-mutations/mutations.json")
        let mutations = try JSONDecoder().decode([Mutation].self, from: Data(contentsOf: file))
        #expect(mutations.count == 1768)
        for line in Set(mutations.map(\.header_latin1)) {
            let head = ParsedHead(latin1("POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n"))
            let isExact = Self.isExactly(line, "transfer-encoding", "chunked")
            #expect((head.summary?.framing == .chunked) == isExact, "\(line.debugDescription)")
            // With a length beside it a line is refused, or is some other field.
            let both = ParsedHead(
                latin1("POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\nContent-Length: 4\r\n\r\n")
            )
            #expect(both.summary == nil || both.summary?.framing == .length(4))
            #expect(both.summary == nil || !isExact)
        }
    }

    /// Tells by other means than the parser whether one line is of this name, and of this value.
    private static func isExactly(_ text: String, _ name: String, _ value: String) -> Bool {
        let values = text.components(separatedBy: "\r\n").compactMap { line -> String? in
            let scalars = line.unicodeScalars
            guard let colon = scalars.firstIndex(of: ":"),
                String(scalars[..<colon]).lowercased() == name
            else { return nil }
            let rest = String(scalars[scalars.index(after: colon)...])
            return rest.trimmingCharacters(in: CharacterSet(charactersIn: " \t")).lowercased()
        }
        return values == [value]
    }

    @Test func `encoded line ends in targets stay in their path`() throws {
        let file = Self.fixtures.appending(path: "crlf-injection/crlfinjection.txt")
        let targets = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(targets.count == 17)
        for target in targets {
            let outcome = ParsedHead(latin1("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"))
            #expect(outcome.summary?.fields.count == 1 || outcome.error == .badPercentEncoding)
        }
    }

    // llhttp

    /// A case of llhttp's documentation: an input, and whether its strict mode refuses it.
    private struct Vector {
        let text: String
        let isRefused: Bool
    }

    @Test func `what llhttp refuses in its strict mode is refused`() throws {
        var count = (all: 0, refused: 0)
        for file in try Self.files("llhttp/request") {
            for vector in try Self.vectors(in: file) {
                count.all += 1
                let bytes = latin1(vector.text)
                let facts = MachineDriver.lastingFacts(bytes, ends: [bytes.count])
                #expect(facts == MachineDriver.lastingFacts(bytes, ends: Self.bytewise(bytes)))
                guard vector.isRefused else { continue }
                count.refused += 1
                if case .request = facts.last {
                    Issue.record("taken: \(file.lastPathComponent) \(vector.text.debugDescription)")
                }
            }
        }
        #expect(count == (120, 47))
    }

    /// The cases of a file that concern the strict mode and do not pause the parser.
    private static func vectors(in file: URL) throws -> [Vector] {
        let pattern =
            #/<!-- meta=(\{.*?\}) -->\s*```http\n(.*?)\n```\s*(?:```log\n(.*?)\n```)?/#
            .dotMatchesNewlines()
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.matches(of: pattern).compactMap { match in
            let meta = match.1
            guard meta.contains(#""type": "request""#), !meta.contains("lenient"),
                !meta.contains("pause")
            else { return nil }
            let errors = match.3?.matches(of: #/error code=(\d+) reason="(.*?)"/#) ?? []
            let refusals = errors.filter { error in
                // 5: data behind the end of the connection, which is not looked at here. 21 to 25:
                // pauses. To llhttp some methods belong to other protocols; to HTTP any token is
                // one.
                !["5", "21", "22", "23", "24", "25"].contains(error.1)
                    && error.2 != "Invalid method for HTTP/x.x request"
            }
            return Vector(text: unescaped(match.2), isRefused: !refusals.isEmpty)
        }
    }

    /// Resolves the notation of the cases, in the order of llhttp's own test runner.
    private static func unescaped(_ text: Substring) -> String {
        var result = text.replacing("\\\n", with: "").replacing("\n", with: "\r\n")
        for (escape, character) in [("\\r", "\r"), ("\\n", "\n"), ("\\t", "\t"), ("\\f", "\u{C}")] {
            result = result.replacing(escape, with: character)
        }
        let hexadecimal = String(result).replacing(#/\\x([0-9a-fA-F]+)/#) { match in
            scalar(match.1, radix: 16)
        }
        return hexadecimal.replacing(#/\\([0-7]{1,3})/#) { scalar($0.1, radix: 8) }
    }

    private static func scalar(_ digits: Substring, radix: Int) -> String {
        UInt8(digits, radix: radix).map { String(Unicode.Scalar($0)) } ?? "?"
    }
}
