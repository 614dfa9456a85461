// What documents say about settings and scripts is true.

import Testing

@Suite struct DocumentedSettingsTests {
    /// Every setting by its dotted name, read from the tables.
    private static let settings = Set(
        names("SettingsTable") + names("ProviderSettings").map { "openai." + $0 }
    )

    private static func names(_ file: String) -> [String] {
        Project.files.filter { $0.path.hasPrefix("Sources/Configuration/" + file) }.flatMap {
            file in
            file.lines.compactMap {
                $0.firstMatch(of: /^\s*"([a-z_]+(?:\.[a-z_]+)*)",$/).map { String($0.1) }
            }
        }
    }

    private static let sections = Set(
        settings.compactMap { $0.split(separator: ".").first.map(String.init) }
    )

    @Test func `the settings are found`() {
        #expect(
            Self.settings.isSuperset(of: ["server.port", "drain.delay_seconds", "auth.jwt.secret"])
        )
    }

    @Test func `every setting that a document names exists`() {
        expectNone(DocumentationTests.documents.flatMap { Self.wrongSettings(in: $0) })
    }

    @Test func `every script that a document names exists`() {
        expectNone(DocumentationTests.documents.flatMap { Self.missingScripts(in: $0) })
    }

    // The checkers themselves.

    @Test(arguments: [
        ("`drain.delay_seconds`", true), ("`drain.delay_second`", false),
        ("`auth.mode: none`", true),
        ("`auth.jwt`", true), ("`server.port=9000`", true), ("`server.js`", false),
        ("`choices.delta`", true),
        ("`MAMBA_SERVER__PORT`", true), ("`MAMBA_SERVER__PROT=1`", false),
        ("`MAMBA_PORT=tcp://…`", true),
        ("```\nMAMBA_TITLE__MAX_LENGTH=2 ./scripts/run\n```", true),
        ("```\nMAMBA_TITLE__LENGTH=2 ./scripts/run\n```", false),
    ])
    func `a made-up setting is judged`(text: String, isRight: Bool) {
        #expect(
            Self.wrongSettings(in: ProjectFile(path: "docs/MADE.md", text: text)).isEmpty == isRight
        )
    }

    @Test(arguments: [
        ("`scripts/test --filter A`", true), ("`scripts/tests`", false),
        ("```\n./scripts/run\n```", true), ("```\n./scripts/walk\n```", false), ("`.ci/run`", true),
    ])
    func `a made-up script is judged`(text: String, isRight: Bool) {
        #expect(
            Self.missingScripts(in: ProjectFile(path: "docs/MADE.md", text: text)).isEmpty
                == isRight
        )
    }

    private static func wrongSettings(in file: ProjectFile) -> [Violation] {
        let document = Document(file.lines)
        let dotted = document.spans.compactMap { span -> Violation? in
            guard let found = span.text.firstMatch(of: /^[a-z_]+(?:\.[a-z_]+)+/) else { return nil }
            let rest = span.text[found.range.upperBound...]
            guard rest.isEmpty || rest.hasPrefix(":") || rest.hasPrefix("=") else { return nil }
            let name = String(found.0)
            guard sections.contains(String(name.prefix { $0 != "." })), !isKnown(name) else {
                return nil
            }
            return Violation(
                path: file.path,
                line: span.line,
                message: "there is no setting \(name)"
            )
        }
        let variables = (document.spans + document.commands).flatMap { piece in
            piece.text.matches(of: /\bMAMBA_([A-Z]+__[A-Z_]+)\b/).compactMap {
                match -> Violation? in
                let name = match.1.lowercased().replacing("__", with: ".")
                guard sections.contains(String(name.prefix { $0 != "." })), !isKnown(name) else {
                    return nil
                }
                return Violation(
                    path: file.path,
                    line: piece.line,
                    message: "there is no \(match.0)"
                )
            }
        }
        return dotted + variables
    }

    private static func isKnown(_ name: String) -> Bool {
        settings.contains(name) || settings.contains { $0.hasPrefix(name + ".") }
    }

    private static func missingScripts(in file: ProjectFile) -> [Violation] {
        let document = Document(file.lines)
        return (document.spans + document.commands).flatMap { piece in
            piece.text.matches(of: /(?:^|\s)(?:\.\/)?((?:scripts|\.ci)\/[a-z-]+)/).compactMap {
                match in
                guard !Project.exists(String(match.1)) else { return nil }
                return Violation(
                    path: file.path,
                    line: piece.line,
                    message: "there is no \(match.1)"
                )
            }
        }
    }
}
