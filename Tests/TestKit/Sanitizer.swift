// What tests know of the sanitizer that they run under.

internal import Foundation

/// The sanitizer of `scripts/sanitize`, if the tests run under one.
public enum Sanitizer {
    /// Tells whether they do.
    public static let isOn = ProcessInfo.processInfo.environment["LSAN_OPTIONS"] != nil
    /// How many times as long as without it something may take.
    public static let slowness = isOn ? 4 : 1
}
