import Configuration
import HTTP
import Testing

@testable import Gateway

@Suite struct RouteTableTests {
    private func settings(_ change: (inout Settings) -> Void = { _ in }) -> Settings {
        var settings = Settings()
        change(&settings)
        return settings
    }

    @Test func `every path is there once`() {
        #expect(RouteTable.paths.count == RouteTable.rows.count)
    }

    @Test func `every endpoint that is posted to holds a stream, and no other`() {
        for route in RouteTable.rows {
            #expect(route.holdsStream == (route.method == .post), "\(route.path)")
        }
    }

    @Test func `only probes are open, if settings say no more`() {
        let probes: Set = ["/health", "/health/live", "/health/ready"]
        #expect(RouteTable.openPaths(settings()) == probes)
        #expect(RouteTable.probePaths == probes)
        #expect(RouteTable.polledPaths == probes.union(["/metrics"]))
    }

    @Test func `the page to try it and metrics are open where settings say so`() {
        let page = RouteTable.openPaths(settings { $0.server.playground = true })
        #expect(page.subtracting(RouteTable.probePaths) == ["/"])
        let metrics = RouteTable.openPaths(settings { $0.metrics.isPublic = true })
        #expect(metrics.subtracting(RouteTable.probePaths) == ["/metrics"])
    }

    @Test func `the page to try it and metrics are there where settings say so`() {
        func missing(_ settings: Settings) -> Set<String> {
            RouteTable.paths.subtracting(RouteTable.offered(settings).map(\.path))
        }
        #expect(missing(settings()) == ["/"])
        #expect(missing(settings { $0.server.playground = true }) == [])
        #expect(missing(settings { $0.metrics.port = 9090 }) == ["/", "/metrics"])
        #expect(missing(settings { $0.metrics.isEnabled = false }) == ["/", "/metrics"])
    }
}
