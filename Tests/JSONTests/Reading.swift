// The three ways to read a whole text, which must agree.

import Bytes
import JSON
import Testing

/// What reading a text came to.
enum Reading: Equatable {
    case accepted(needsRepair: Bool)
    case refused(JSONError)

    /// How the text was read.
    enum Way: CaseIterable {
        case skip, tree, walk
    }

    /// Reads a text one way; only a walk learns whether something needs repair.
    init(
        _ text: [UInt8],
        by way: Way,
        policy: JSONReader.Policy = .strict,
        depthMax: Int = 128
    ) {
        do throws(JSONError) {
            var reader = JSONReader(text.span, policy: policy, depthMax: depthMax)
            var needsRepair = false
            switch way {
            case .skip: _ = try reader.skipValue()
            case .tree: _ = try JSONValue(reading: &reader)
            case .walk: try Self.walk(&reader, &needsRepair)
            }
            try reader.finish()
            self = .accepted(needsRepair: needsRepair)
        } catch {
            self = .refused(error)
        }
    }

    /// What all ways came to; records an issue if they differ.
    static func agreed(
        on text: [UInt8],
        policy: JSONReader.Policy = .strict,
        depthMax: Int = 128
    ) -> Reading {
        let walk = Reading(text, by: .walk, policy: policy, depthMax: depthMax)
        for way in Way.allCases where way != .walk {
            let other = Reading(text, by: way, policy: policy, depthMax: depthMax)
            switch (walk, other) {
            case (.accepted, .accepted): break
            default: #expect(walk == other, "\(way): \(String(decoding: text, as: UTF8.self))")
            }
        }
        return walk
    }

    var isAccepted: Bool { if case .accepted = self { true } else { false } }

    private static func walk(
        _ reader: inout JSONReader,
        _ needsRepair: inout Bool
    ) throws(JSONError) {
        switch try reader.peek() {
        case .object:
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key.needsRepair { needsRepair = true }
                try walk(&reader, &needsRepair)
            }
        case .array:
            try reader.beginArray()
            while try reader.nextElement() { try walk(&reader, &needsRepair) }
        case .string: if try reader.readString().needsRepair { needsRepair = true }
        case .number: _ = try reader.readNumber()
        case .boolean: _ = try reader.readBool()
        case .null: try reader.readNull()
        }
    }
}
