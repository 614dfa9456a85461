// Collects the sources from where they are: files and the process's environment.

private import Bytes
private import Glibc

/// Reads the texts that settings come from; the only file access of this target.
public enum SettingsFiles {
    /// The largest file that is read, in bytes; no configuration comes near it.
    public static let fileBytesMax = 1_048_576

    /// The file that installations share.
    static let sharedName = "config.yaml"
    /// The file of one installation, which overrules the shared one.
    static let localName = "config.local.yaml"
    /// The file of variables in the working directory.
    static let dotEnvName = ".env"

    /// Reads `config.yaml` and `config.local.yaml` of a directory, `.env` of the working directory,
    /// and the environment.
    ///
    /// A file that does not exist is no source.
    ///
    /// - Parameter directory: Must exist if it is named; nil is `config`, which need not.
    /// - Throws: `SettingsError` for all that exists and cannot be read.
    public static func sources(
        directory: String?,
        commandLine: [String: String] = [:]
    ) throws(SettingsError) -> SettingsSources {
        var findings = SettingsFindings()
        var sources = SettingsSources()
        sources.commandLine = commandLine
        sources.environment = environment(read("/proc/self/environ", &findings) ?? [])
        sources.dotEnv = read(dotEnvName, &findings)
        readSecrets(into: &sources, &findings)
        if let directory, access(directory, F_OK) != 0 {
            findings.refuse("", "\(directory): \(reason(errno))")
        }
        sources.sharedFile = file(sharedName, in: directory ?? "config", &findings)
        sources.localFile = file(localName, in: directory ?? "config", &findings)
        guard findings.problems.isEmpty else {
            throw SettingsError(problems: findings.problems, warnings: [])
        }
        return sources
    }

    // Not by their paths: a key may have been written there.
    private static func readSecrets(
        into sources: inout SettingsSources,
        _ findings: inout SettingsFindings
    ) {
        let variables =
            DotEnvSource(sources.dotEnv ?? []).variables
            + SettingsLoader.variables(of: sources.environment)
        for variable in SecretFiles.naming(variables) {
            var own = SettingsFindings()
            guard let bytes = read(variable.value, &own) else {
                let message = own.problems.first?.message ?? ": \(reason(ENOENT))"
                let why = message.split(separator: ": ").last ?? ""
                findings.refuse(
                    "",
                    "the file of \(variable.name) cannot be read: \(why)",
                    source: variable.source
                )
                continue
            }
            sources.secretFiles[variable.name] = bytes
            sources.secretFilePaths.append(variable.value)
        }
    }

    /// Reads a file that somebody has named.
    ///
    /// - Throws: `SettingsError` if it does not exist, cannot be read or is larger than ``fileBytesMax``.
    public static func content(of path: String) throws(SettingsError) -> [UInt8] {
        var findings = SettingsFindings()
        if let bytes = read(path, &findings) { return bytes }
        if findings.problems.isEmpty { findings.refuse("", "\(path): \(reason(ENOENT))") }
        throw SettingsError(problems: findings.problems, warnings: [])
    }

    /// The paths of all files that are read.
    static func paths(directory: String?) -> [String] {
        let directory = directory ?? "config"
        return ["\(directory)/\(sharedName)", "\(directory)/\(localName)", dotEnvName]
    }

    /// What is wrong with a file of certificates, or nil if it holds some.
    ///
    /// Whether they are good is for the TLS library to say; a file that holds none would let no provider be trusted.
    static func problem(ofCertificates path: String) -> String? {
        var findings = SettingsFindings()
        guard let bytes = read(path, &findings) else {
            return findings.problems.first?.message ?? "\(path): \(reason(ENOENT))"
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let begin = text.firstRange(of: "-----BEGIN CERTIFICATE-----"),
            text[begin.upperBound...].firstRange(of: "-----END CERTIFICATE-----") != nil
        else { return "must be a file of certificates as PEM" }
        return nil
    }

    /// The variables of a process as Linux lists them, each ended by a zero byte.
    static func environment(_ bytes: [UInt8]) -> [String: String] {
        var variables: [String: String] = [:]
        for entry in bytes.split(separator: 0) {
            guard let sign = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: entry[..<sign], as: UTF8.self)
            variables[name] = String(decoding: entry[sign...].dropFirst(), as: UTF8.self)
        }
        return variables
    }

    private static func file(
        _ name: String,
        in directory: String,
        _ findings: inout SettingsFindings
    ) -> SettingsSources.File? {
        read("\(directory)/\(name)", &findings).map { SettingsSources.File(name: name, bytes: $0) }
    }

    private static func read(_ path: String, _ findings: inout SettingsFindings) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno != ENOENT { findings.refuse("", "\(path): \(reason(errno))") }
            return nil
        }
        defer { close(descriptor) }
        var content = ByteBuffer()
        while content.count <= fileBytesMax {
            var result = 0
            content.append(upTo: 65_536) { room in
                result = Glibc.read(descriptor, room.baseAddress, room.count)
                return max(result, 0)
            }
            if result == 0 { return Array(content.bytes) }
            if result < 0, errno != EINTR {
                findings.refuse("", "\(path): \(reason(errno))")
                return nil
            }
        }
        findings.refuse("", "\(path) is larger than \(fileBytesMax) bytes")
        return nil
    }

    private static func reason(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
