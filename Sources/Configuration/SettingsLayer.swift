// What one source says: which settings it sets, to what, and where.

private import JSON

/// A value with its origin, not yet read by the setting that it is for.
struct Assignment: Sendable {
    let node: SettingNode
    let source: SettingSource
}

/// The assignments of one source, by dotted name.
struct SettingsLayer {
    private static let settings = Dictionary(
        uniqueKeysWithValues: Settings.table.map { ($0.name, $0) }
    )
    private static let names = Settings.table.map(\.name)
    // Every beginning of a name that ends before a full stop.
    private static let sections = Set(
        [ProviderSections.section]
            + names.flatMap { name in
                name.indices.filter { name[$0] == "." }.map { String(name[..<$0]) }
            }
    )

    private(set) var assignments: [String: Assignment] = [:]

    /// The layer of a YAML file: unknown keys and misshapen sections are problems.
    init(_ file: SettingsSources.File?, _ findings: inout SettingsFindings) {
        guard let file else { return }
        if let problem = TextForm.problem(file.bytes) {
            findings.refuse("", "\(file.name) \(problem)")
            return
        }
        do throws(YAMLError) {
            let root = try YAMLSource.parse(file.bytes)
            // A file of nothing but comments says nothing.
            if root.content == .null { return }
            assign(
                root,
                to: "",
                from: .file(file.name, line: root.line),
                isLenient: false,
                &findings
            )
        } catch {
            findings.refuse(
                "",
                "\(error.message), column \(error.column)",
                source: .file(file.name, line: error.line)
            )
        }
    }

    /// The layer of variables: unknown names are warnings, and a deeper name overrules an object
    /// above it.
    init(_ variables: [Variable], _ findings: inout SettingsFindings) {
        let ours = variables.filter { $0.settingName != nil }
        let byDepth = ours.enumerated().sorted { one, other in
            (one.element.depth, one.offset) < (other.element.depth, other.offset)
        }
        for (_, variable) in byDepth {
            guard let name = variable.settingName else { continue }
            if Self.shape(of: name) != nil || Self.isSection(name) {
                assign(variable.value, to: name, from: variable.source, &findings)
            } else if !variable.isServiceLink {
                let message = NearestName.unknown(
                    name,
                    among: Self.names,
                    spell: Variable.name(of:)
                )
                let shown = Variable.name(of: Self.shown(name))
                let source = variable.source.named(variable.name == shown ? nil : shown)
                findings.warn("\(shown) \(message) (\(source))")
            }
        }
    }

    /// The layer of the command line: unknown names are problems.
    init(commandLine values: [String: String], _ findings: inout SettingsFindings) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if Self.settings[name] != nil {
                assign(value, to: name, from: .commandLine, &findings)
            } else {
                let message = NearestName.unknown(name, among: Self.names)
                findings.refuse(Self.shown(name), message, source: .commandLine)
            }
        }
    }

    // A text, which is JSON for sections, lists and objects.
    private mutating func assign(
        _ text: String,
        to name: String,
        from source: SettingSource,
        _ findings: inout SettingsFindings
    ) {
        if let shape = Self.shape(of: name), !shape.isJSON {
            assignments[name] = Assignment(node: SettingNode(.text(text)), source: source)
            return
        }
        do throws(JSONError) {
            let node = SettingNode(json: try JSONValue(parsing: text.utf8.span, depthMax: 32))
            assign(node, to: name, from: source, isLenient: true, &findings)
        } catch {
            // Never shown: a section may hold secrets.
            findings.refuse(name, "must be JSON: \(error)", source: source)
        }
    }

    // A tree: sections are descended into, and what is a setting's name becomes an assignment.
    private mutating func assign(
        _ node: SettingNode,
        to name: String,
        from source: SettingSource,
        isLenient: Bool,
        _ findings: inout SettingsFindings
    ) {
        let source = source.at(line: node.line)
        if Self.shape(of: name) != nil {
            assignments[name] = Assignment(node: node, source: source)
            return
        }
        if ProviderSections.parts(of: name) != nil {
            // A provider may have nothing to say but its name.
            assignments[name] = Assignment(node: SettingNode(.section([])), source: source)
            if node.content == .null { return }
        }
        // An empty one in the shipped file, and the `null` of templates.
        if name == ProviderSections.section, node.content == .null { return }
        guard case .section(let entries) = node.content else {
            findings.refuse(name, "must be a section with keys below it", source: source)
            return
        }
        for entry in entries {
            let key = name.isEmpty ? entry.name : "\(name).\(entry.name)"
            // A full stop within a key is no way around the sections.
            let isWord = !entry.name.isEmpty && !entry.name.contains { $0 == "." }
            if isWord, Self.shape(of: key) != nil || Self.isSection(key) {
                assign(entry.node, to: key, from: source, isLenient: isLenient, &findings)
                continue
            }
            let place = source.at(line: entry.node.line)
            let message =
                name == ProviderSections.section
                ? ProviderSections.nameMessage
                : NearestName.unknown(key, among: Self.known(below: name))
            if isLenient {
                findings.warn("\(Self.shown(key)) \(message) (\(place))")
            } else {
                findings.refuse(Self.shown(key), message, source: place)
            }
        }
    }

    /// What a setting of a name holds; nil if there is none.
    private static func shape(of name: String) -> SettingShape? {
        settings[name]?.shape ?? ProviderSections.row(of: name)?.shape
    }

    private static func isSection(_ name: String) -> Bool {
        sections.contains(name) || ProviderSections.parts(of: name)?.field.isEmpty == true
    }

    /// The names that may have been meant in a section.
    private static func known(below section: String) -> [String] {
        guard ProviderSections.parts(of: section) != nil else { return names + sections.sorted() }
        return ProviderSections.fieldNames.map { "\(section).\($0)" }
    }

    // An unknown name as messages may show it.
    private static func shown(_ name: String) -> String {
        Disclosure.name(
            name,
            among: names + sections.sorted(),
            isAmongSecrets: Disclosure.isAmongSecrets(name)
        )
    }
}

extension SettingNode {
    /// The same value as JSON states it.
    fileprivate init(json: JSONValue) {
        switch json {
        case .null: self.init(.null)
        case .bool(let value): self.init(.boolean(value))
        case .string(let text): self.init(.text(text))
        case .array(let elements): self.init(.list(elements.map { SettingNode(json: $0) }))
        case .object(let object):
            let entries = object.members.map {
                Entry(name: $0.name, node: SettingNode(json: $0.value))
            }
            self.init(.section(entries))
        case .number(let number):
            if let value = number.asInt {
                self.init(.integer(value))
            } else {
                self.init(.decimal(number.asDouble ?? .infinity))
            }
        }
    }
}
