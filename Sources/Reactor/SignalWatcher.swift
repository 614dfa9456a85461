// Operating-system signals as events of a loop.

internal import CUV
private import Glibc

/// Runs an action on its loop for each delivery of a signal.
///
/// Does not keep the loop running. libuv: `uv_signal_t`.
public final class SignalWatcher: Handle {
    /// A signal that the server reacts to.
    public enum Signal: CaseIterable, Sendable {
        /// Asks to end; sent by Kubernetes and `kill`.
        case terminate
        /// Asks to end; sent by control-C.
        case interrupt
        /// Asks to read the settings again.
        case hangUp

        var number: Int32 {
            switch self {
            case .terminate: SIGTERM
            case .interrupt: SIGINT
            case .hangUp: SIGHUP
            }
        }
    }

    private var action: (() -> Void)?

    /// Starts to watch for a signal.
    public init(
        on loop: Loop,
        for signal: Signal,
        action: @escaping () -> Void
    ) throws(UVError) {
        let base = loop.base
        try super.init(on: loop, kind: UV_SIGNAL) {
            uv_signal_init(base, $0.assumingMemoryBound(to: uv_signal_t.self))
        }
        self.action = action
        let handle = UnsafeMutableRawPointer(self.base).assumingMemoryBound(to: uv_signal_t.self)
        let callback: uv_signal_cb = { handle, _ in
            let watcher = Handle.owner(of: handle, as: SignalWatcher.self)
            watcher.loop.turn { watcher.action?() }
        }
        let result = uv_signal_start(handle, callback, signal.number)
        uv_unref(self.base)
        guard result == 0 else {
            close()
            throw UVError(code: result, operation: "uv_signal_start")
        }
    }

    override func willClose() { action = nil }

    /// Lets the signals come that a parent may have left blocked, which would otherwise make the process deaf to them.
    ///
    /// To be called first thing in `main`, before any thread starts. sigprocmask(2)
    public static func unblockSignals() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in Signal.allCases { sigaddset(&signals, signal.number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Keeps signals that mean nothing to the process from ending it: SIGUSR1 and SIGUSR2.
    ///
    /// To be called in `main`. signal(7)
    public static func ignoreUserSignals() {
        for number in [SIGUSR1, SIGUSR2] { _ = Glibc.signal(number, SIG_IGN) }
    }

    /// Makes writes to closed sockets and pipes fail instead of ending the process.
    ///
    /// To be called first thing in `main`: neither libuv nor libcurl does it on Linux.
    public static func ignoreBrokenPipes() {
        _ = Glibc.signal(SIGPIPE, SIG_IGN)
    }
}
