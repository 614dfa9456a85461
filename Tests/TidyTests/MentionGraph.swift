// Which files name which others' types.

/// The files of one target, or their folders, with what each names of the others.
struct MentionGraph {
    private var edges: [String: Set<String>] = [:]

    /// A declaration at the beginning of a line: attributes, modifiers, the keyword, the name.
    private static var declaration: Regex<(Substring, Substring)> {
        /^(?:@\w+(?:\([^)]*\))? +|\w+ +)*?(?:struct|class|enum|protocol|actor|typealias) +(\w+)/
    }

    /// Finds the top-level types of the files, and who names them.
    init(_ files: [ProjectFile]) {
        var declared: [Substring: String] = [:]
        for file in files {
            for line in file.code {
                if let match = line.firstMatch(of: Self.declaration) {
                    declared[match.1] = declared[match.1] ?? file.path
                }
            }
        }
        for file in files {
            var named: Set<String> = []
            for line in file.code {
                for match in line.matches(of: /\b[A-Z]\w+\b/) {
                    if let path = declared[match.0], path != file.path { named.insert(path) }
                }
            }
            edges[file.path] = named
        }
    }

    private init(edges: [String: Set<String>]) {
        self.edges = edges
    }

    /// The same with folders in place of files.
    var folders: MentionGraph {
        func folder(_ path: String) -> String {
            path.split(separator: "/").dropLast().joined(separator: "/")
        }
        var joined: [String: Set<String>] = [:]
        for (path, named) in edges {
            let own = folder(path)
            joined[own, default: []].formUnion(named.map(folder).filter { $0 != own })
        }
        return MentionGraph(edges: joined)
    }

    /// The circles: of each the members that reach each other, sorted.
    var circles: [[String]] {
        var reach: [String: Set<String>] = [:]
        for start in edges.keys {
            var seen: Set<String> = []
            var open = Array(edges[start] ?? [])
            while let next = open.popLast() {
                guard seen.insert(next).inserted else { continue }
                open += (edges[next] ?? []).subtracting(seen)
            }
            reach[start] = seen
        }
        let circles = edges.keys.map { node in
            edges.keys.filter { other in
                other == node
                    || reach[node]?.contains(other) == true && reach[other]?.contains(node) == true
            }.sorted()
        }
        return Set(circles.filter { $0.count > 1 }).sorted { $0[0] < $1[0] }
    }
}
