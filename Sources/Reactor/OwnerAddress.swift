// Where the object that a loop belongs to is reached from other threads.

/// Posts jobs to the owner of a loop.
///
/// A value that any thread may keep. `Owner` is what the sender needs to know of the owner: its class, or a protocol.
public struct OwnerAddress<Owner>: Sendable {
    private let mailbox: Mailbox.Address

    /// Reaches the owner of the loop that a mailbox is on.
    ///
    /// The owner must be an `Owner`; a job that finds another one traps.
    public init(_ mailbox: Mailbox.Address) {
        self.mailbox = mailbox
    }

    /// Hands a job to the owner's loop; one that finds the owner gone is dropped.
    ///
    /// - Returns: True if the job will reach the loop; false if its mailbox has been closed.
    @discardableResult
    public func post(_ job: @escaping @Sendable (Owner) -> Void) -> Bool {
        mailbox.post { loop in
            guard let object = loop.owner else { return }
            guard let owner = object as? Owner else {
                preconditionFailure("a loop belongs to another owner than its address says")
            }
            job(owner)
        }
    }
}
