// Reads the dependencies of targets out of Package.swift.

/// Just enough of the manifest's form: each target names itself first and lists its dependencies in one array.
enum PackageManifest {
    /// The names in `dependencies` by the name of the target; products count by their name.
    static func dependencies(_ manifest: String) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        let start = /\.(?:target|executableTarget|testTarget|systemLibrary)\(\s*name: "(\w+)"/
        let matches = manifest.matches(of: start)
        for (index, match) in matches.enumerated() {
            let end =
                index + 1 < matches.count ? matches[index + 1].range.lowerBound : manifest.endIndex
            found[String(match.1)] = names(in: manifest[match.range.upperBound..<end])
        }
        return found
    }

    private static func names(in target: Substring) -> Set<String> {
        guard let list = target.firstMatch(of: /dependencies: \[([^\]]*)\]/) else { return [] }
        let packages = /, package: "[^"]*"/
        return Set(list.1.replacing(packages, with: "").matches(of: /"(\w+)"/).map { String($0.1) })
    }
}
