// Jobs for the object that a loop belongs to.

import TestKit
import Testing

@testable import Reactor

@Suite struct OwnerAddressTests {
    private final class Owner {
        var names: [String] = []
    }

    @Test func `a job gets the owner of the loop, on its turn`() throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            let owner = Owner()
            harness.loop.owner = owner
            let address = OwnerAddress<Owner>(mailbox.address)
            #expect(address.post { $0.names.append("a") })
            #expect(owner.names.isEmpty)
            try harness.run { owner.names == ["a"] }
            mailbox.close()
            #expect(!address.post { $0.names.append("b") })
        }
    }

    @Test func `an owner that has gone hears nothing`() throws {
        try LoopHarness.run { harness in
            let mailbox = try Mailbox(on: harness.loop)
            let address = OwnerAddress<Owner>(mailbox.address)
            #expect(address.post { $0.names.append("a") })
            var isDone = false
            harness.loop.afterTurn { isDone = true }
            try harness.run { isDone }
            mailbox.close()
        }
    }
}
