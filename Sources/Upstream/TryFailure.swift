// Why one try of a request came to no answer.

/// Why a try failed: the provider refused, or there was no whole answer.
public enum TryFailure: Sendable {
    /// The provider answered with a status that is no success.
    case status(UpstreamHead)
    /// There was no whole answer.
    case failure(UpstreamFailure)

    /// Tells whether another try may help.
    public var isRetryable: Bool {
        switch self {
        case .status(let head):
            switch head.status {
            // 498 is Groq's word for having no room.
            case 408, 409, 429, 498, 500...: true
            default: false
            }
        case .failure(let failure): failure.isRetryable
        }
    }

    /// How long the provider wants to be left alone, if it says so.
    ///
    /// - Parameter unixSeconds: The time of day, for a provider that names a date.
    public func askedWait(at unixSeconds: Int) -> Duration? {
        guard case .status(let head) = self else { return nil }
        return head.wait(at: unixSeconds)
    }
}
