// Who may call the provider now, and who is next. No I/O and no clock.

/// A bounded number of calls at once, and a bounded queue in which clients take turns.
///
/// A client with a hundred calls waiting delays another's first call by one call, not by a hundred.
public struct FairQueue<Client: Hashable & Sendable>: Sendable {
    /// How many calls there may be.
    public struct Policy: Sendable, Equatable {
        /// The calls at once; zero sets no bound.
        public var concurrency = 0
        /// The calls that may wait for another's end.
        public var waitingMax = 0

        /// Creates a policy.
        public init(concurrency: Int = 0, waitingMax: Int = 0) {
            self.concurrency = concurrency
            self.waitingMax = waitingMax
        }
    }

    /// What becomes of a call.
    public enum Entry: Equatable {
        /// It may begin.
        case granted
        /// It waits until it is granted.
        case waiting
        /// There is no room to wait.
        case refused
    }

    /// How many calls there may be.
    public private(set) var policy: Policy
    /// The calls that were granted and are not over.
    public private(set) var heldCount = 0
    /// The calls that wait.
    public private(set) var waitingCount = 0

    /// The calls that wait, by their clients, in the order in which they came.
    private var waiting: [Client: [UInt64]] = [:]
    /// The clients with calls that wait, in the order of their turns.
    private var turns: [Client] = []
    /// The clients of the calls that wait.
    private var clients: [UInt64: Client] = [:]
    private var held: Set<UInt64> = []
    private var lastID: UInt64 = 0

    /// Creates a queue without calls.
    public init(_ policy: Policy) {
        self.policy = policy
    }

    private var hasRoom: Bool { policy.concurrency == 0 || heldCount < policy.concurrency }

    /// Takes a call, and gives it a number unless it is refused.
    public mutating func enter(_ client: Client) -> (id: UInt64, entry: Entry) {
        lastID += 1
        if hasRoom {
            hold(lastID)
            return (lastID, .granted)
        }
        guard waitingCount < policy.waitingMax else { return (0, .refused) }
        waitingCount += 1
        clients[lastID] = client
        if waiting[client] == nil { turns.append(client) }
        waiting[client, default: []].append(lastID)
        return (lastID, .waiting)
    }

    /// Ends a call, whether it was granted or not; a number that is not known means nothing.
    ///
    /// - Returns: The calls that are granted now.
    public mutating func leave(_ id: UInt64) -> [UInt64] {
        if held.remove(id) != nil {
            heldCount -= 1
        } else if let client = clients.removeValue(forKey: id) {
            waitingCount -= 1
            waiting[client]?.removeAll { $0 == id }
            if waiting[client]?.isEmpty == true {
                waiting[client] = nil
                turns.removeAll { $0 == client }
            }
        }
        return grant()
    }

    /// Goes by other numbers; what waits already goes on waiting.
    ///
    /// - Returns: The calls that are granted now.
    public mutating func adopt(_ policy: Policy) -> [UInt64] {
        self.policy = policy
        return grant()
    }

    private mutating func grant() -> [UInt64] {
        var granted: [UInt64] = []
        while hasRoom, !turns.isEmpty {
            let client = turns.removeFirst()
            guard var calls = waiting.removeValue(forKey: client), !calls.isEmpty else {
                preconditionFailure("a client has a turn while it has calls that wait")
            }
            let id = calls.removeFirst()
            if !calls.isEmpty {
                waiting[client] = calls
                turns.append(client)
            }
            clients[id] = nil
            waitingCount -= 1
            hold(id)
            granted.append(id)
        }
        return granted
    }

    private mutating func hold(_ id: UInt64) {
        heldCount += 1
        held.insert(id)
    }
}
