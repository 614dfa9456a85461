// Secrets in files of their own, as containers get them.

/// Variables such as `OPENAI_API_KEY_FILE`: each secret may stand in a file that a variable names.
enum SecretFiles {
    private static let ending = "_FILE"
    // The variables that hold secrets.
    private static let variables: Set<String> = Set(
        Settings.table.filter(\.shape.isSecret).flatMap { setting in
            if case .variable(let name) = setting.whenAbsent {
                [setting.variable, name]
            } else {
                [setting.variable]
            }
        }
    )

    /// The variables that name files, those without a value left out.
    static func naming(_ variables: [Variable]) -> [Variable] {
        variables.filter { target(of: $0) != nil && !$0.value.isEmpty }
    }

    /// The variables with those that name files replaced by the ones that they stand for.
    ///
    /// Line ends at the end of a file are no part of the secret. A file that is empty, and a secret that is also given
    /// by its own variable, are problems.
    ///
    /// - Parameter contents: Of the files, by the variables that name them; what is missing was refused before.
    static func resolve(
        _ variables: [Variable],
        _ contents: [String: [UInt8]],
        _ findings: inout SettingsFindings
    ) -> [Variable] {
        var resolved = variables.filter { target(of: $0) == nil }
        for variable in naming(variables) {
            guard let target = target(of: variable), let bytes = contents[variable.name] else {
                continue
            }
            guard !resolved.contains(where: { $0.name == target && !$0.value.isEmpty }) else {
                findings.refuse(
                    "",
                    "\(target) and \(variable.name) are both set",
                    source: variable.source
                )
                continue
            }
            let end = bytes.lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? 0
            guard end > 0 else {
                findings.refuse(
                    "",
                    "the file of \(variable.name) is empty",
                    source: variable.source
                )
                continue
            }
            let value = String(decoding: bytes[..<end], as: UTF8.self)
            resolved.removeAll { $0.name == target }
            resolved.append(Variable(target, value, source: variable.source))
        }
        return resolved
    }

    /// The variable that holds the secret itself, or nil if this one names no file of a secret.
    private static func target(of variable: Variable) -> String? {
        guard variable.name.hasSuffix(ending) else { return nil }
        let name = String(variable.name.dropLast(ending.count))
        if variables.contains(name) { return name }
        let setting = Variable(name, variable.value, source: variable.source).settingName
        return setting.flatMap(ProviderSections.row)?.shape.isSecret == true ? name : nil
    }
}
