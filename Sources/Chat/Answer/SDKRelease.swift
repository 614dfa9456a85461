// Which release of the AI SDK a client runs, and what that lets it read.

/// A release of the AI SDK, by its version.
///
/// What a release accepts is that of the chunk schema at its tag: a client ends an answer at the first chunk, or the
/// first member, that its schema does not have.
public struct SDKRelease: Comparable, Sendable {
    /// The line: 5, 6, 7.
    public let major: Int
    /// The number within the line.
    public let minor: Int
    /// The number within that.
    public let patch: Int

    /// The first release that reads UI message streams; what it accepts, all later ones do.
    public static let oldest = SDKRelease(5, 0, 0)

    /// Creates a release from the three numbers of its version.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads a version such as `6.0.264`; of `6` and `6.0` the missing numbers are 0.
    ///
    /// Nil for anything else, pre-releases included: their schemas are not those of the release that they preceded.
    public init?(_ version: some StringProtocol) {
        let parts = version.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard 1...3 ~= parts.count else { return nil }
        var numbers: [Int] = []
        for part in parts {
            guard 1...6 ~= part.utf8.count, part.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
                let number = Int(part)
            else { return nil }
            numbers.append(number)
        }
        numbers += [0, 0]
        self.init(numbers[0], numbers[1], numbers[2])
    }

    /// Earlier releases are less than later ones.
    public static func < (left: SDKRelease, right: SDKRelease) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    /// A client that sends by itself does so behind an error too.
    var sendsAgainAfterErrors: Bool { self < SDKRelease(5, 0, 72) }
    /// `finish` may tell why the model stopped.
    var readsFinishReason: Bool { self >= SDKRelease(5, 0, 92) }
    /// There is a chunk for calls that the user did not allow.
    var readsToolOutputDenied: Bool { self >= SDKRelease(6, 0, 0) }
    /// `abort` may tell why the server gave up.
    var readsAbortReason: Bool { self >= SDKRelease(6, 0, 15) }
}
