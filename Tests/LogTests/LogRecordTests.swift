// Lines as JSON and as text, and that no value breaks out of its line.

import Bytes
import Foundation
import Testing

@testable import Log

@Suite struct LogRecordTests {
    @Test func `a JSON line has the keys of the original in their order`() {
        let line = line(.json) { record in
            record.add("request_id", "0b7f")
            record.add("method", "GET")
            record.add("status_code", 200)
            record.add("duration_ms", milliseconds: .microseconds(12_345))
            record.add("stream", true)
        }
        #expect(
            line == """
                {"timestamp":"2026-11-23T13:02:39.847270Z","level":"INFO",\
                "message":"Request completed","logger":"mamba.access",\
                "request_id":"0b7f","method":"GET","status_code":200,\
                "duration_ms":12.345,"stream":true}

                """
        )
    }

    @Test func `a text line begins as the original's and goes on with the fields`() {
        let line = line(.text) { record in
            record.add("method", "GET")
            record.add("path", "/a b")
            record.add("status_code", 200)
            record.add("duration_ms", milliseconds: .seconds(2))
            record.add("outcome", literal: "completed")
            record.add("stream", false)
        }
        #expect(
            line == """
                2026-11-23 13:02:39 - INFO - mamba.access - Request completed method=GET \
                path="/a b" status_code=200 duration_ms=2000.000 outcome=completed stream=false

                """
        )
    }

    @Test(arguments: LogFormat.allCases)
    func `a line without fields ends after the message`(format: LogFormat) {
        let line = line(format) { _ in }
        #expect(
            line.hasSuffix(format == .json ? #""logger":"mamba.access"}"# + "\n" : "completed\n")
        )
    }

    @Test(
        arguments: [
            "plain", "", "a b", "quote\"", "back\\slash", "line\nfeed", "\r\n", "tab\t", "nul\0",
            "é", "😀", "\u{2028}", "a=b", "{}", "\u{1B}[31m", "\u{7F}", "'",
        ]
    )
    func `any text stays in its line and reads back from JSON`(text: String) throws {
        let line = line(.json) { $0.add("path", text) }
        #expect(line.utf8.count { $0 == 0x0A } == 1)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["path"] as? String == text)
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("/a/b?c", "/a/b?c"), ("", #""""#), ("a b", #""a b""#),
            ("a=b", #""a=b""#), ("a\nb", #""a\nb""#), ("\u{1B}[0m", #""\u001b[0m""#),
            (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#), ("é", #""é""#),
        ]
    )
    func `a text value is quoted unless it is plain`(text: String, shown: String) {
        #expect(line(.text) { $0.add("path", text) }.hasSuffix(" path=\(shown)\n"))
    }

    @Test(arguments: LogFormat.allCases)
    func `bytes that are not UTF-8 become replacement characters`(format: LogFormat) {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62]
        #expect(line(format) { $0.add("path", bytes.span) }.contains("\"a\u{FFFD}b\""))
    }

    @Test func `what is not there is not written`() {
        let line = line(.json) { record in
            record.add("request_id", nil as String?)
            record.add("status_code", nil as Int?)
            record.add("path", "/" as String?)
            record.add("tokens", 3 as Int?)
        }
        #expect(line.hasSuffix(#""logger":"mamba.access","path":"/","tokens":3}"# + "\n"))
    }

    @Test(
        arguments: [
            (.zero, "0.000"), (.microseconds(1), "0.001"), (.nanoseconds(999), "0.000"),
            (.milliseconds(-1500), "-1500.000"), (.seconds(86_400), "86400000.000"),
            (.seconds(Int64.max), "9223372036854775.807"),
            (.seconds(Int64.min), "-9223372036854775.808"),
            (.microseconds(-1), "-0.001"),
        ] as [(Duration, String)]
    )
    func `durations are milliseconds with three decimals`(duration: Duration, text: String) {
        #expect(line(.text) { $0.add("d_ms", milliseconds: duration) }.hasSuffix(" d_ms=\(text)\n"))
    }

    @Test(arguments: [0, -1, Int.max, Int.min])
    func `integers are whole`(value: Int) {
        #expect(line(.json) { $0.add("n", value) }.hasSuffix("\"n\":\(value)}\n"))
    }

    private func line(_ format: LogFormat, _ fields: (inout LogRecord) -> Void) -> String {
        var record = LogRecord(format: format)
        record.begin(
            .info,
            "Request completed",
            logger: "mamba.access",
            at: 1_795_438_959_847_270
        )
        fields(&record)
        record.end()
        return String(record.output.bytes)
    }
}
