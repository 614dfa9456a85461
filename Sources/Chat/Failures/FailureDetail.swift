// What the log is told of a provider's answer that failed.

internal import Bytes
internal import JSON

/// The provider's own words, for the log alone.
public enum FailureDetail {
    /// The most that is told of them, in bytes.
    public static let byteCountMax = 1024

    /// The beginning of what the provider sent.
    public static func text(_ bytes: Span<UInt8>) -> String {
        String(bytes.extracting(0..<min(bytes.count, byteCountMax)))
    }

    /// What is wrong with data that is no chunk, and its beginning.
    static func unreadable(_ bytes: Span<UInt8>, _ error: JSONError) -> String {
        "unreadable: \(error): \(text(bytes))"
    }
}
