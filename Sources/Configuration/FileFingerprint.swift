// Detects file changes by inode, size and modification time.

private import Glibc

/// The identity, size and modification time of files at one moment.
///
/// Links are followed, so that a link switched to another file is noticed: that is how Kubernetes updates the files of
/// a ConfigMap.
public struct FileFingerprint: Sendable, Equatable {
    private struct Attributes: Sendable, Equatable {
        let device: UInt
        let number: UInt
        let byteCount: Int
        let changedSeconds: Int
        let changedNanoseconds: Int
    }

    private let attributes: [Attributes?]

    init(_ paths: [String]) {
        attributes = paths.map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            return Attributes(
                device: status.st_dev,
                number: status.st_ino,
                byteCount: status.st_size,
                changedSeconds: status.st_mtim.tv_sec,
                changedNanoseconds: status.st_mtim.tv_nsec
            )
        }
    }
}
