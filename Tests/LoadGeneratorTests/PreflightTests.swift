// What a machine must have for a load.

import Testing

@testable import LoadGenerator

@Suite struct PreflightTests {
    @Test(arguments: [(936, 0), (937, 1)])
    func `a client needs a descriptor`(count: Int, warningCount: Int) {
        let needs = Preflight(connectionCount: count, ownDescriptorLimit: 1000)
        #expect(needs.warnings.count == warningCount)
    }

    @Test(arguments: [(468, 0), (469, 1)])
    func `a stream needs two in the server`(count: Int, warningCount: Int) {
        let needs = Preflight(connectionCount: count, serverDescriptorLimit: 1000)
        #expect(needs.warnings.count == warningCount)
        #expect(needs.warnings.allSatisfy { $0.contains("938 descriptors in the server") })
    }

    @Test func `each connection needs a port, and keeps it for a minute`() {
        let ports = 1000...1999
        #expect(Preflight(connectionCount: 1000, ports: ports).warnings == [])
        #expect(Preflight(connectionCount: 1001, ports: ports).warnings.count == 1)
        let closing = Preflight(connectionCount: 100, closedConnectionCount: 901, ports: ports)
        #expect(closing.warnings.first?.contains("901 new connections") == true)
        #expect(
            Preflight(connectionCount: 100, closedConnectionCount: 900, ports: ports).warnings == []
        )
    }

    @Test func `what is not known is no reason to warn`() {
        #expect(Preflight(connectionCount: 1_000_000).warnings == [])
    }

    @Test func `the kernel tells its ports`() {
        #expect(Preflight.ports(in: "32768\t60999\n") == 32768...60999)
        #expect(Preflight.ports(in: "") == nil)
        #expect(Preflight.ports(in: "9 8") == nil)
        #expect(Preflight.localPorts() != nil)
    }
}
