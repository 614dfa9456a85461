// The reader against Nicolas Seriot's JSONTestSuite.

import JSON
import Testing

@Suite struct JSONTestSuiteTests {
    private static let folder = "JSONTestSuite/test_parsing"
    private static let names = Corpus.names(in: folder)

    @Test func `the corpus is complete`() {
        #expect(Self.names.count == 318)
    }

    @Test(arguments: names.filter { $0.hasPrefix("y_") })
    func `what must be accepted is accepted`(name: String) throws {
        let text = try Corpus.bytes("\(Self.folder)/\(name)")
        #expect(Reading.agreed(on: text) == .accepted(needsRepair: false))
        #expect(Reading.agreed(on: text, policy: .lenient) == .accepted(needsRepair: false))
    }

    @Test(arguments: names.filter { $0.hasPrefix("n_") })
    func `what must be refused is refused`(name: String) throws {
        let text = try Corpus.bytes("\(Self.folder)/\(name)")
        #expect(!Reading.agreed(on: text).isAccepted)
        #expect(!Reading.agreed(on: text, policy: .lenient).isAccepted)
    }

    @Test(arguments: names.filter { $0.hasPrefix("i_") })
    func `what is left to the implementation is done as documented`(name: String) throws {
        let text = try Corpus.bytes("\(Self.folder)/\(name)")
        let strict = Reading.agreed(on: text)
        let lenient = Reading.agreed(on: text, policy: .lenient)
        switch try #require(Self.outcomes[name], "no outcome is documented") {
        case .accepted:
            #expect(strict == .accepted(needsRepair: false))
            #expect(lenient == .accepted(needsRepair: false))
        case .loneSurrogate:
            #expect(strict == .accepted(needsRepair: true))
            #expect(lenient == .accepted(needsRepair: true))
        case .malformedUTF8(let offset):
            #expect(strict == .refused(JSONError(.invalidUTF8, at: offset)))
            #expect(lenient == .accepted(needsRepair: true))
        case .refused(let kind, let offset):
            #expect(strict == .refused(JSONError(kind, at: offset)))
            #expect(lenient == .refused(JSONError(kind, at: offset)))
        }
    }

    @Test func `five hundred nested arrays are accepted by a reader that allows them`() throws {
        let text = try Corpus.bytes("\(Self.folder)/i_structure_500_nested_arrays.json")
        #expect(Reading.agreed(on: text, depthMax: 500).isAccepted)
    }

    @Test(arguments: names.filter { $0.hasPrefix("y_") })
    func `no text that is cut short is accepted unless it ends in a number`(name: String) throws {
        let text = try Corpus.bytes("\(Self.folder)/\(name)")
        for length in 0..<text.count {
            let cut = Array(text[..<length])
            guard Reading.agreed(on: cut).isAccepted else { continue }
            let rest = text[length...]
            let isBlank = rest.allSatisfy { " \n\r\t".utf8.contains($0) }
            let isInNumber = cut.last.map { 0x30...0x39 ~= $0 } ?? false
            #expect(isBlank || isInNumber, "cut to \(length) bytes")
        }
    }

    @Test(arguments: SplitMix64.seeds)
    func `all ways of reading agree on damaged texts`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let alphabet =
            Array(#"{}[]",:\/ubtfnrlse0123456789.-+E"#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xED, 0xFF]
        for name in Self.names {
            var text = try Corpus.bytes("\(Self.folder)/\(name)")
            guard 1..<1000 ~= text.count else { continue }
            for _ in 0..<20 {
                let index = Int.random(in: text.indices, using: &random)
                let byte = alphabet[Int.random(in: alphabet.indices, using: &random)]
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text[index] = byte
                case 1: text.insert(byte, at: index)
                default: if text.count > 1 { text.remove(at: index) }
                }
                _ = Reading.agreed(on: text)
                _ = Reading.agreed(on: text, policy: .lenient)
            }
        }
    }

    private enum Outcome {
        case accepted
        case loneSurrogate
        case malformedUTF8(at: Int)
        case refused(JSONError.Kind, at: Int)
    }

    /// Numbers have no bound in the grammar; a byte order mark and what is not UTF-8 is no JSON.
    private static let outcomes: [String: Outcome] = [
        "i_number_double_huge_neg_exp.json": .accepted,
        "i_number_huge_exp.json": .accepted,
        "i_number_neg_int_huge_exp.json": .accepted,
        "i_number_pos_double_huge_exp.json": .accepted,
        "i_number_real_neg_overflow.json": .accepted,
        "i_number_real_pos_overflow.json": .accepted,
        "i_number_real_underflow.json": .accepted,
        "i_number_too_big_neg_int.json": .accepted,
        "i_number_too_big_pos_int.json": .accepted,
        "i_number_very_big_negative_int.json": .accepted,
        "i_object_key_lone_2nd_surrogate.json": .loneSurrogate,
        "i_string_1st_surrogate_but_2nd_missing.json": .loneSurrogate,
        "i_string_1st_valid_surrogate_2nd_invalid.json": .loneSurrogate,
        "i_string_incomplete_surrogate_and_escape_valid.json": .loneSurrogate,
        "i_string_incomplete_surrogate_pair.json": .loneSurrogate,
        "i_string_incomplete_surrogates_escape_valid.json": .loneSurrogate,
        "i_string_invalid_lonely_surrogate.json": .loneSurrogate,
        "i_string_invalid_surrogate.json": .loneSurrogate,
        "i_string_inverted_surrogates_U+1D11E.json": .loneSurrogate,
        "i_string_lone_second_surrogate.json": .loneSurrogate,
        "i_string_UTF-8_invalid_sequence.json": .malformedUTF8(at: 7),
        "i_string_UTF8_surrogate_U+D800.json": .malformedUTF8(at: 2),
        "i_string_invalid_utf-8.json": .malformedUTF8(at: 2),
        "i_string_iso_latin_1.json": .malformedUTF8(at: 2),
        "i_string_lone_utf8_continuation_byte.json": .malformedUTF8(at: 2),
        "i_string_not_in_unicode_range.json": .malformedUTF8(at: 2),
        "i_string_overlong_sequence_2_bytes.json": .malformedUTF8(at: 2),
        "i_string_overlong_sequence_6_bytes.json": .malformedUTF8(at: 2),
        "i_string_overlong_sequence_6_bytes_null.json": .malformedUTF8(at: 2),
        "i_string_truncated-utf-8.json": .malformedUTF8(at: 2),
        "i_string_UTF-16LE_with_BOM.json": .refused(.expectingValue, at: 0),
        "i_string_utf16BE_no_BOM.json": .refused(.expectingValue, at: 0),
        "i_string_utf16LE_no_BOM.json": .refused(.expectingValue, at: 1),
        "i_structure_500_nested_arrays.json": .refused(.tooDeep, at: 128),
        "i_structure_UTF-8_BOM_empty_object.json": .refused(.expectingValue, at: 0),
    ]
}
