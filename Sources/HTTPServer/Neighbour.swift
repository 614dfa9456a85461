// The server of another loop, as far as places are concerned.

internal import Synchronization

/// One of the servers that share a ``ConnectionCount``, as the others see it: whether it has connections that would
/// make room, and how it is asked for a place.
///
/// Safe to use from any thread.
final class Neighbour: Sendable {
    /// Its connections that would make room; written by its own loop only.
    private let yieldingCount = Atomic<Int>(0)
    /// The places that it has been asked for and has not come to yet.
    private let askedCount = Atomic<Int>(0)
    /// Has its loop call ``HTTPServer/makeRoomForNeighbour()``; false if the loop takes no jobs any more.
    private let post: @Sendable () -> Bool

    init(post: @escaping @Sendable () -> Bool) {
        self.post = post
    }

    func hasYielding(_ count: Int) {
        yieldingCount.store(count, ordering: .relaxed)
    }

    /// Whether it has more connections that would make room than it has been asked for.
    ///
    /// What it has may be a moment old, so that a place is now and then promised in vain.
    var canMakeRoom: Bool {
        askedCount.load(ordering: .relaxed) < yieldingCount.load(ordering: .relaxed)
    }

    /// Asks for a place; false if its loop takes no jobs any more.
    func ask() -> Bool {
        askedCount.add(1, ordering: .relaxed)
        if post() { return true }
        askedCount.subtract(1, ordering: .relaxed)
        return false
    }

    func wasAsked() {
        askedCount.subtract(1, ordering: .relaxed)
    }
}
