// Circles: files, and folders of files, that need each other and so can only be read together.

import Testing

@Suite struct CircleTests {
    /// So many files can still be read at once.
    private static let filesMax = 8

    private static let sources = Project.sources.filter {
        $0.path.hasPrefix("Sources/") && $0.isSwift
    }

    @Test(arguments: Set(sources.compactMap(\.target)).sorted())
    func `few files of a target need each other, and no folders do`(target: String) {
        let files = Self.sources.filter { $0.target == target }
        let graph = MentionGraph(files)
        let circle = graph.circles.max { $0.count < $1.count } ?? []
        #expect(circle.count <= Self.filesMax, "\(target): \(circle)")
        #expect(graph.folders.circles == [], "\(target)")
    }

    // The checker itself.

    private func graph(_ files: [String: String]) -> MentionGraph {
        MentionGraph(files.map { ProjectFile(path: "Sources/T/" + $0.key, text: $0.value) })
    }

    @Test func `a mention of a type is an edge, of its own or of an unknown one none`() {
        let made = graph([
            "A/One.swift": "public struct One { let two: Two; let name: String }",
            "B/Two.swift": "@frozen\nfinal class Two { let one: One? }",
            "B/Three.swift": "enum Three { case one(Two) }\nextension One {}",
            "Four.swift": "// One\nprotocol Four { var text: String { \"One\" } }",
        ])
        #expect(made.circles == [["Sources/T/A/One.swift", "Sources/T/B/Two.swift"]])
        #expect(made.folders.circles == [["Sources/T/A", "Sources/T/B"]])
    }

    @Test func `what needs another one way only is no circle`() {
        let made = graph([
            "A/One.swift": "struct One { let two: Two }",
            "B/Two.swift": "struct Two { let x: Three }",
            "C/Three.swift": "struct Three {}",
        ])
        #expect(made.circles == [] && made.folders.circles == [])
    }

    @Test func `a longer way round is a circle`() {
        let made = graph([
            "One.swift": "struct One { let a: Two }", "Two.swift": "struct Two { let a: Three }",
            "Three.swift": "struct Three { let a: [One]; let b: Four }",
            "Four.swift": "struct Four {}",
        ])
        #expect(made.circles.map(\.count) == [3])
    }
}
