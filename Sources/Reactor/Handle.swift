// The life of every libuv handle, in one place.

internal import CUV

/// A libuv handle and its Swift owner: opened in `init`, closed by ``close()``, freed after the close callback.
///
/// An open handle is a root: libuv holds one reference to it, so whoever it calls back stays alive until the close
/// callback has run. Releasing a handle that is not closed traps. All calls on the loop's thread. libuv: `uv_handle_t`.
public class Handle {
    private enum State { case open, closing, closed }

    /// The loop that the handle belongs to.
    public let loop: Loop

    let base: UnsafeMutablePointer<uv_handle_t>
    private var state = State.open

    /// Allocates a handle of the kind and initializes it.
    ///
    /// - Throws: What `initialize` returned; libuv keeps nothing of a handle whose initialization failed.
    init(
        on loop: Loop,
        kind: uv_handle_type,
        initialize: (UnsafeMutableRawPointer) -> Int32
    ) throws(UVError) {
        loop.assertIsCurrent()
        self.loop = loop
        let storage = UnsafeMutableRawPointer.allocate(
            byteCount: uv_handle_size(kind),
            alignment: 16
        )
        base = storage.assumingMemoryBound(to: uv_handle_t.self)
        let result = initialize(storage)
        guard result == 0 else {
            state = .closed
            throw UVError(
                code: result,
                operation: "uv_\(String(cString: uv_handle_type_name(kind)))_init"
            )
        }
        base.pointee.data = Unmanaged.passRetained(self).toOpaque()
        loop.openHandleCount += 1
    }

    deinit {
        precondition(state == .closed, "\(type(of: self)) was released before it was closed")
        UnsafeMutableRawPointer(base).deallocate()
    }

    /// Tells whether the handle may be used: it has not begun to close.
    public var isOpen: Bool { state == .open }

    /// Tells whether the loop itself opened the handle and sees to its end.
    var belongsToLoop: Bool { false }

    /// Closes the handle; its memory goes after the close callback, on a later turn.
    ///
    /// Idempotent. Nothing is called back after this returns. libuv: `uv_close`.
    public func close() {
        loop.assertIsCurrent()
        guard state == .open else { return }
        state = .closing
        willClose()
        uv_close(base) { Handle.didClose($0) }
    }

    /// Drops whatever the handle holds of its users, so that no cycle outlives the close; overridden by each kind.
    func willClose() {}

    private static func didClose(_ handle: UnsafeMutablePointer<uv_handle_t>?) {
        guard let data = handle?.pointee.data else { preconditionFailure("a handle without owner") }
        let owner = Unmanaged<Handle>.fromOpaque(data).takeRetainedValue()
        owner.state = .closed
        owner.loop.openHandleCount -= 1
        owner.didClose()
    }

    /// Runs in the close callback, for kinds whose storage C used until then.
    func didClose() {}

    /// The owner of a handle that libuv calls back with.
    static func owner<Kind: Handle>(
        of handle: UnsafeMutableRawPointer?,
        as kind: Kind.Type
    ) -> Kind {
        guard let handle, let data = handle.assumingMemoryBound(to: uv_handle_t.self).pointee.data
        else { preconditionFailure("libuv called back without a handle") }
        return unsafeDowncast(Unmanaged<Handle>.fromOpaque(data).takeUnretainedValue(), to: kind)
    }

    /// Lends the owner of a handle that libuv calls back with, for the call, without counting the reference: the handle
    /// holds its owner until the close callback.
    static func withOwner<Kind: Handle>(
        of handle: UnsafeMutableRawPointer?,
        as kind: Kind.Type,
        _ body: (Kind) -> Void
    ) {
        guard let handle, let data = handle.assumingMemoryBound(to: uv_handle_t.self).pointee.data
        else { preconditionFailure("libuv called back without a handle") }
        Unmanaged<Kind>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
    }
}

@available(*, unavailable)
extension Handle: Sendable {}
