// Reads the settings again while the process runs, and says what came of it.

internal import Configuration
internal import Log
internal import Reactor

/// Reloads on demand and when a file has changed; on the supervisor's loop, which serves nobody and may read files.
///
/// Files are looked at by a timer and stat(2), not by inotify: that watches files and not names, and so misses a
/// ConfigMap's link that is turned to another directory, and hears nothing of network file systems. Four calls every
/// two seconds cost nothing.
final class SettingsReloader {
    private let origin: SettingsOrigin
    private let log: WorkerLog
    /// Where it is counted how a reading went.
    var counts: ReloadCounts?
    private let apply: (Settings) throws -> Void
    /// The last reading that was put in force.
    private var last: LoadedSettings
    private var current: Settings
    private var watch: FileWatch<FileFingerprint>
    private var timer: Timer?

    /// - Parameters:
    ///   - loaded: The reading in force.
    ///   - apply: Puts settings in force for what begins from now on, or throws and changes nothing.
    init(
        _ origin: SettingsOrigin,
        after loaded: LoadedSettings,
        on loop: Loop,
        log: WorkerLog,
        apply: @escaping (Settings) throws -> Void
    ) {
        self.origin = origin
        last = loaded
        current = loaded.settings
        self.log = log
        self.apply = apply
        watch = FileWatch(origin.fingerprint(loaded.settings, secretFiles: loaded.secretFilePaths))
        timer = Timer(on: loop) { [unowned self] in look() }
        arm()
    }

    /// Ends the watch.
    func close() {
        timer?.cancel()
        timer = nil
    }

    private func arm() {
        timer?.cancel()
        guard current.reload.interval > .zero else { return }
        timer?.schedule(after: current.reload.interval)
    }

    private var fingerprint: FileFingerprint {
        origin.fingerprint(current, secretFiles: last.secretFilePaths)
    }

    private func look() {
        if watch.observed(fingerprint) { reload() }
        arm()
    }

    /// Reads everything and puts it in force if all of it is good.
    func reload() {
        watch.willRead(fingerprint)
        let loaded: LoadedSettings
        do throws(SettingsError) {
            loaded = try origin.reload(after: last)
        } catch {
            warn(error.warnings)
            return refuse(error.problems.map(\.description))
        }
        warn(loaded.warnings)
        let names = loaded.settings.changedNames(from: current)
        for name in names where Settings.fixedNames.contains(name) {
            log.write(.warning, "Setting needs a restart", logger: "mamba.server") { line in
                line.add("setting", name)
            }
        }
        let settings = loaded.settings.keepingFixed(of: current)
        let problems = SettingsCheck.problems(with: settings)
        guard problems.isEmpty else { return refuse(problems) }
        do {
            // Also when none has changed: the file of certificates may have.
            try apply(settings)
        } catch {
            return refuse(["\(error)"])
        }
        counts?.succeeded()
        last = loaded
        let isOpened = settings.auth.mode == .none && current.auth.mode != .none
        current = settings
        // A new file may be named.
        watch.willRead(fingerprint)
        arm()
        let changed = names.filter { !Settings.fixedNames.contains($0) }
        log.write(.info, "Settings reloaded", logger: "mamba.server") { line in
            line.add("changed", changed.joined(separator: " "))
        }
        guard isOpened else { return }
        log.write(.warning, "Authentication is off", logger: "mamba.server") { line in
            line.add("setting", "auth.mode")
        }
    }

    private func warn(_ warnings: [String]) {
        for warning in warnings {
            log.write(.warning, "Questionable setting", logger: "mamba.server") { line in
                line.add("reason", warning)
            }
        }
    }

    private func refuse(_ problems: [String]) {
        counts?.failed()
        for problem in problems {
            log.write(.error, "Setting refused", logger: "mamba.server") { line in
                line.add("reason", problem)
            }
        }
        log.write(.error, "Settings not reloaded: the current ones stay", logger: "mamba.server")
    }
}
