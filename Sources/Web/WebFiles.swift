// The files that are part of the program.

internal import CWeb

/// The files below `Sources/CWeb`, as they were when the program was built: the compiler embeds them (`#embed`).
public enum WebFiles {
    /// The paths of all files, below that folder.
    public static var paths: [String] {
        var paths: [String] = []
        while let file = mamba_web_file(paths.count) {
            paths.append(String(cString: file.pointee.path))
        }
        return paths
    }

    /// The content of a file.
    ///
    /// - Precondition: The path is one of ``paths``.
    public static func bytes(_ path: String) -> [UInt8] {
        var index = 0
        while let file = mamba_web_file(index) {
            if String(cString: file.pointee.path) == path {
                let bytes = file.pointee
                return Array(UnsafeBufferPointer(start: bytes.bytes, count: bytes.byte_count))
            }
            index += 1
        }
        preconditionFailure("\(path) is not part of the program")
    }

    static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }
}
