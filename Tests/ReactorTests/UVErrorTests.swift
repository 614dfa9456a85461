// What an operator reads.

import Reactor
import Testing

@Suite struct UVErrorTests {
    @Test func `an error tells its operation, sentence and name`() {
        let error = UVError(code: -111, operation: "connect")
        #expect("\(error)" == "connect: connection refused (ECONNREFUSED)")
        #expect(error.name == "ECONNREFUSED")
        #expect(!error.isAddressInUse)
        #expect(UVError(code: -98, operation: "bind").isAddressInUse)
    }
}
