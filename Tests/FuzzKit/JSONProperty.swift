// JSON texts: readers agree about what is one, and what is written reads back as the same.

import Bytes
import JSON

/// What must hold for the reader and the writer of JSON.
enum JSONProperty {
    static func complaint(about input: [UInt8]) -> String? {
        let strict = read(input, .strict)
        let lenient = read(input, .lenient)
        if case .success = strict, case .failure(let error) = lenient {
            return "strictly read, but not leniently: \(error)"
        }
        for (policy, outcome) in [(JSONReader.Policy.strict, strict), (.lenient, lenient)] {
            if let complaint = compare(input, policy, outcome) { return complaint }
        }
        return string(input)
    }

    private static func compare(
        _ input: [UInt8],
        _ policy: JSONReader.Policy,
        _ outcome: Result<JSONValue, JSONError>
    ) -> String? {
        let skipped = skip(input, policy)
        switch outcome {
        case .failure(let error):
            guard 0...input.count ~= error.offset else { return "an error outside: \(error)" }
            return skipped == error ? nil : "skipped: \(String(describing: skipped)), not \(error)"
        case .success(let value):
            if let skipped { return "refused when skipped: \(skipped)" }
            let text = Array(value.description.utf8)
            guard case .success(let again) = read(text, .strict), again == value else {
                return "written, it is another value: \(value)"
            }
            return Array(again.description.utf8) == text ? nil : "written twice, it differs"
        }
    }

    private static func read(
        _ input: [UInt8],
        _ policy: JSONReader.Policy
    ) -> Result<JSONValue, JSONError> {
        do throws(JSONError) {
            return .success(try JSONValue(parsing: input.span, policy: policy))
        } catch {
            return .failure(error)
        }
    }

    private static func skip(_ input: [UInt8], _ policy: JSONReader.Policy) -> JSONError? {
        do throws(JSONError) {
            var reader = JSONReader(input.span, policy: policy)
            _ = try reader.skipValue()
            try reader.finish()
            return nil
        } catch {
            return error
        }
    }

    /// Any bytes, escaped, are the content of a string that needs no repair and means the same text.
    private static func string(_ input: [UInt8]) -> String? {
        var text = ByteBuffer()
        text.append("\"")
        JSONString.escape(input.span, into: &text)
        text.append("\"")
        do throws(JSONError) {
            var reader = JSONReader(text.bytes)
            let slice = try reader.readString()
            try reader.finish()
            guard !slice.needsRepair, reader.string(slice) == String(decoding: input, as: UTF8.self)
            else { return "escaped, it is another text" }
            return nil
        } catch {
            return "escaped, it cannot be read: \(error)"
        }
    }
}
