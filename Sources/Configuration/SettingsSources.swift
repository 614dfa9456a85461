// All that settings are loaded from, as bytes and texts: nothing here reads a file or the
// environment.

/// The texts that settings come from, read by the caller.
public struct SettingsSources: Sendable {
    /// A configuration file: the name that messages use, and its content.
    public struct File: Sendable {
        /// The name that messages use.
        public let name: String
        /// The content, YAML as UTF-8.
        public let bytes: [UInt8]

        /// Names a file's content.
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Values by dotted name, such as `server.port`; they overrule everything else.
    public var commandLine: [String: String] = [:]
    /// The variables of the process.
    public var environment: [String: String] = [:]
    /// The content of `.env`.
    public var dotEnv: [UInt8]?
    /// The contents of files of secrets, by the variables that name them, in upper case.
    public var secretFiles: [String: [UInt8]] = [:]
    /// The paths of these files.
    public var secretFilePaths: [String] = []
    /// The file of this installation, `config.local.yaml`.
    public var localFile: File?
    /// The file that is shared between installations, `config.yaml`.
    public var sharedFile: File?

    /// No sources: all settings have their defaults.
    public init() {}
}
