// What this program is made of, as found at run time.

internal import Gateway
internal import Reactor
internal import Upstream

enum Versions {
    static var text: String {
        """
        mamba \(MambaVersion.current)
        Swift \(swift)
        libuv \(Loop.libraryVersion)
        libcurl \(CurlGlobal.version)
        """
    }

    /// The line of the banner.
    static var line: String {
        "Swift \(swift), libuv \(Loop.libraryVersion), libcurl \(CurlGlobal.version)"
    }

    // The language has no way to ask its compiler for more.
    private static var swift: String {
        #if compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }
}
