// The program's command line as its sources declare it.

/// The subcommands of `mamba` with their options, read from `Sources/mamba`.
struct CommandLineInterface {
    private var options: [String: Set<String>] = [:]
    private var names: Set<String> = []

    /// What ArgumentParser adds by itself.
    private static let builtIn: Set = ["--help", "--version", "-h"]

    init(_ files: [ProjectFile]) {
        let texts = files.map { $0.lines.joined(separator: "\n") }
        let shared = texts.filter { $0.contains("ParsableArguments {") }.map(Self.declaredOptions)
        for text in texts {
            // A file may hold several commands; each is from its name to the next one's.
            let starts = text.matches(of: /commandName: "([\w-]+)"/)
            for (index, start) in starts.enumerated() where start.1 != "mamba" {
                let end =
                    index + 1 < starts.count ? starts[index + 1].range.lowerBound : text.endIndex
                let body = String(text[start.range.upperBound..<end])
                var found = Self.declaredOptions(body)
                if body.contains("@OptionGroup") { shared.forEach { found.formUnion($0) } }
                options[String(start.1)] = found.union(Self.builtIn)
            }
        }
        names = Set(options.keys).union(["help"])
    }

    var subcommands: Set<String> { names }

    /// All options of all subcommands.
    var allOptions: Set<String> { options.values.reduce(Self.builtIn) { $0.union($1) } }

    /// What is wrong with the arguments of a `mamba` command, in words; nil if nothing is.
    func fault(inArguments words: [Substring]) -> String? {
        var subcommand = "serve"
        var rest = words[...]
        if let first = rest.first, !first.hasPrefix("-"), first.firstMatch(of: /^[a-z-]+$/) != nil {
            guard names.contains(String(first)) else { return "there is no 'mamba \(first)'" }
            subcommand = String(first)
            rest = rest.dropFirst()
        }
        let known = options[subcommand] ?? allOptions
        for word in rest where word.hasPrefix("-") && word.count > 1 {
            let name = String(word.prefix { $0 != "=" })
            // A negative number, or an argument in the notation of manuals.
            guard name.firstMatch(of: /^--?[a-z][a-z-]*$/) != nil else { continue }
            guard known.contains(name) else { return "'mamba \(subcommand)' has no \(name)" }
        }
        return nil
    }

    // `@Option` and `@Flag` with the names that they give, or that their variable gives.
    private static func declaredOptions(_ text: String) -> Set<String> {
        var found: Set<String> = []
        let starts = text.matches(of: /@(?:Option|Flag)\b/)
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : text.endIndex
            let declaration = text[start.range.upperBound..<end]
            guard let variable = declaration.firstMatch(of: /\bvar (\w+)/) else { continue }
            let head = declaration[..<variable.range.lowerBound]
            let long = head.firstMatch(of: /customLong\("([\w-]+)"\)/).map { String($0.1) }
            found.insert("--" + (long ?? kebabCased(variable.1)))
            if let short = head.firstMatch(of: /customShort\("(\w)"\)/) {
                found.insert("-\(short.1)")
            }
        }
        return found
    }

    // As ArgumentParser does: a hyphen before each run of capitals.
    private static func kebabCased(_ name: Substring) -> String {
        String(name).replacing(/[A-Z]+/) { "-" + $0.0.lowercased() }
    }
}
