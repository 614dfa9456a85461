// The endpoints that ask nobody who they are.

internal import Configuration

/// The paths that are open to everybody, and exempt from every client's share.
///
/// Exact paths: a probe knows them, and anything looser would be a door.
enum OpenPaths {
    /// The health endpoints, the page that asks people for their credentials, and metrics where the settings say so.
    static func all(_ settings: Settings) -> Set<String> {
        var paths: Set = ["/health", "/health/live", "/health/ready"]
        if settings.server.playground { paths.insert("/") }
        if settings.metrics.isPublic { paths.insert("/metrics") }
        return paths
    }
}
