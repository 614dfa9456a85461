// Waiting for a state that nothing announces.

import Foundation
import Glibc

/// Looks again and again until a condition holds, and gives the processor away meanwhile.
///
/// - Parameter limit: How long a busy machine may take; nobody waits for it where all is well.
/// - Returns: Whether it held before the limit.
func eventually(within limit: Duration = .seconds(60), _ holds: () throws -> Bool) rethrows -> Bool
{
    let deadline = ContinuousClock.now + limit
    while try !holds() {
        guard ContinuousClock.now < deadline else { return false }
        // No descriptor to wait for, so only the time is left of this call.
        poll(nil, 0, 5)
    }
    return true
}
