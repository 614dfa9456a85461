// Carries an object of one loop through other threads.

public import Reactor

// Proof for `@unchecked`: the object is handed out by `open(on:)` only, which traps on any thread but its loop's.
/// An object that belongs to a loop, in a wrapper that any thread may hold but only the loop's can open.
public struct LoopBound<Value: AnyObject>: @unchecked Sendable {
    private let value: Value
    private let loop: Loop

    /// Wraps an object; on its loop.
    public init(_ value: Value, on loop: Loop) {
        loop.assertIsCurrent()
        self.value = value
        self.loop = loop
    }

    /// The object; on its loop only.
    public func open(on loop: Loop) -> Value {
        precondition(loop === self.loop, "an object was opened on another loop")
        loop.assertIsCurrent()
        return value
    }
}
