// Whether files have changed, told by their looks.

private import Glibc

/// The looks of files at one moment: which file a path leads to, how long it is, and when it was changed.
///
/// Links are followed, so that a link that has been turned to another file shows: that is how Kubernetes changes the
/// files of a ConfigMap.
public struct SettingsStamp: Sendable, Equatable {
    private struct Looks: Sendable, Equatable {
        let device: UInt
        let number: UInt
        let byteCount: Int
        let changedSeconds: Int
        let changedNanoseconds: Int
    }

    private let looks: [Looks?]

    init(_ paths: [String]) {
        looks = paths.map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            return Looks(
                device: status.st_dev,
                number: status.st_ino,
                byteCount: status.st_size,
                changedSeconds: status.st_mtim.tv_sec,
                changedNanoseconds: status.st_mtim.tv_nsec
            )
        }
    }
}
