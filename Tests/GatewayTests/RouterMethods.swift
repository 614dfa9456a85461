// The routes of a worker that serves nobody.

import Configuration
import HTTP
import Log
import Reactor
import Upstream

@testable import Gateway

extension Router {
    /// The method of each path, with settings that differ from the defaults as told.
    static func methods(_ change: (inout Settings) -> Void = { _ in }) throws -> [String: Method] {
        let loop = try Loop()
        let mailbox = try Mailbox(on: loop)
        var settings = Settings()
        change(&settings)
        let plan = try ServerPlan(settings, sink: LogSink(descriptor: 1))
        let parts = WorkerParts(
            plan,
            index: 0,
            on: loop,
            worker: WorkerAddress(mailbox.address),
            supervisor: SupervisorAddress(mailbox.address)
        )
        let service = try Service(plan, parts)
        let methods = Router(service).methods
        service.upstream.close()
        service.log.close()
        mailbox.close()
        loop.finish()
        return methods
    }
}
