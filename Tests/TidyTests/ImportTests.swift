// The layers: the import table against the sources and against Package.swift.

import Testing

@Suite struct ImportTests {
    @Test func `each source imports only what its target may`() {
        expectNone(Project.sources.flatMap(Self.violations))
    }

    @Test func `each folder of sources is in the table`() {
        let folders = Set(
            Project.paths.map { ProjectFile(path: $0, text: "") }.filter(\.isSource)
                .compactMap(\.target)
        ).subtracting(["thresholds", "comparison", "peers"])
        #expect(folders.subtracting(ImportTable.targets.keys) == [])
    }

    @Test func `the table is what the package declares`() throws {
        let declared = PackageManifest.dependencies(try Project.text("Package.swift"))
        for (target, allowed) in ImportTable.targets {
            #expect(declared[target] == allowed, "\(target)")
        }
        let unknown = declared.keys.filter {
            ImportTable.targets[$0] == nil && !$0.hasSuffix("Tests") && !$0.hasSuffix("Kit")
        }
        #expect(unknown == [])
    }

    @Test func `each C library has exactly one Swift importer`() {
        for (library, wrapper) in ImportTable.wrappers {
            let importers = ImportTable.targets.filter { $0.value.contains(library) }.map(\.key)
            #expect(importers == [wrapper])
        }
    }

    @Test func `targets that decide cannot reach one that does I-O`() {
        for target in ImportTable.deciding {
            #expect(reachable(from: target).isDisjoint(with: ImportTable.performing), "\(target)")
        }
    }

    private func reachable(from target: String) -> Set<String> {
        let direct = ImportTable.targets[target] ?? []
        return direct.reduce(into: direct) { $0.formUnion(reachable(from: $1)) }
    }

    // The checker itself.

    @Test(arguments: [
        ("Sources/JSON/Made.swift", "internal import Bytes", false),
        ("Sources/JSON/Made.swift", "import Reactor", true),
        ("Sources/JSON/Made.swift", "public import CUV", true),
        ("Sources/JSON/Made.swift", "  @preconcurrency private import HTTP", true),
        ("Sources/JSON/Made.swift", "import struct Glibc.stat", true),
        ("Sources/JSON/Made.swift", "// import Reactor", false),
        ("Sources/JSON/Made.swift", "let text = \"import Reactor\"", false),
        ("Sources/Reactor/Made.swift", "private import Glibc", false),
        ("Sources/Unknown/Made.swift", "import Bytes", true),
        ("bench/MockProvider/Made.swift", "import Upstream", true),
    ])
    func `a made-up import is judged`(path: String, line: String, isViolation: Bool) {
        let file = ProjectFile(path: path, text: "// A file.\n\n\(line)\n")
        let expected = isViolation ? [3] : []
        #expect(Self.violations(in: file).map(\.line) == expected)
    }

    static func violations(in file: ProjectFile) -> [Violation] {
        let target = file.target ?? ""
        return file.code.enumerated().compactMap { index, line in
            guard let module = importedModule(line),
                ImportTable.targets[target]?.contains(module) != true,
                ImportTable.system[module]?.contains(target) != true
            else { return nil }
            return Violation(path: file.path, line: index + 1, message: "may not import \(module)")
        }
    }

    private static func importedModule(_ line: String) -> String? {
        guard line.contains("import ") else { return nil }
        let attributes = /^\s*(?:@\w+\s+)*/
        let access = /^(?:public|package|internal|fileprivate|private)\s+/
        let form = /^import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
        return line.trimmingPrefix(attributes).trimmingPrefix(access).firstMatch(of: form)
            .map { String($0.1) }
    }
}
