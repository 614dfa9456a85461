// The version of this program.

/// The version of this program, by Semantic Versioning.
public enum MambaVersion {
    /// Such as `1.0.0`.
    public static let current = "1.0.0"
}
