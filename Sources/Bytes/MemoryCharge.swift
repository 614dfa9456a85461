// Bytes of an account that one buffer has taken.

/// What a buffer is counted with; gives it back when it ends.
@usableFromInline
struct MemoryCharge: ~Copyable {
    @usableFromInline let account: MemoryAccount
    @usableFromInline var byteCount = 0

    /// Begins with nothing.
    init(to account: MemoryAccount) {
        self.account = account
    }

    @inlinable
    deinit {
        account.give(byteCount)
    }

    /// Adds bytes that were taken from the account.
    mutating func add(_ byteCount: Int) {
        self.byteCount += byteCount
    }
}
