import Foundation
import FuzzKit
import Testing

/// What fuzzing has found stays found: its inputs, minimised, are run again as plain tests.
@Suite struct FuzzTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/fuzz")

    private static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: target.rawValue),
            includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
            .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `each input of the corpus keeps the property of its target`(target: FuzzTarget) throws {
        let inputs = try Self.inputs(of: target)
        #expect(inputs.count >= 5)
        for input in inputs {
            let complaint = target.complaint(about: input.bytes)
            #expect(complaint == nil, "\(target) \(input.name)")
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func `short inputs of any byte keep the property`(target: FuzzTarget) {
        #expect(target.complaint(about: []) == nil)
        for byte in UInt8.min...UInt8.max {
            #expect(target.complaint(about: [byte]) == nil, "\(byte)")
            #expect(target.complaint(about: [byte, 0x0D, 0x0A]) == nil, "\(byte) and a line end")
        }
    }
}
