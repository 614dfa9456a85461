// The version of libuv that runs.

internal import CUV

extension Loop {
    /// The version of the running libuv, such as `1.44.2`.
    public static var libraryVersion: String { String(cString: uv_version_string()) }
}
