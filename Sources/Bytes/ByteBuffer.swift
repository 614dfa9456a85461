// Bytes in one contiguous, growing block: appended at the back, taken from the front.

private import Glibc

/// A growable block of bytes with one owner.
///
/// Serves both as a queue (append, look at ``bytes``, ``consume(_:)``) and as the place that encoders write into.
/// It allocates nothing before the first append, and nothing while what is waiting fits its capacity.
public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer?
    @usableFromInline var head = 0
    @usableFromInline var tail = 0

    /// The number of bytes the block can hold before it must grow.
    public private(set) var capacity = 0

    /// What the block is counted with, if it is.
    @usableFromInline var charge: MemoryCharge?

    /// Creates a buffer without memory.
    @inlinable
    public init() {}

    /// Creates a buffer; with a capacity of zero no memory is taken.
    public init(minimumCapacity: Int) {
        precondition(minimumCapacity >= 0, "a capacity cannot be negative")
        capacity = minimumCapacity
        base = minimumCapacity == 0 ? nil : Self.block(of: minimumCapacity, replacing: nil)
    }

    private static let largeByteCount = 1024 * 1024

    /// A block of the C library, whose realloc(3) gives a large one more room without copying it, so that it is never
    /// in memory twice.
    private static func block(
        of byteCount: Int,
        replacing block: UnsafeMutableRawPointer?
    ) -> UnsafeMutableRawPointer {
        guard let made = realloc(block, byteCount) else {
            preconditionFailure("there is no memory for a buffer of \(byteCount) bytes")
        }
        return made
    }

    /// Creates a buffer with a copy of borrowed bytes.
    public init(copying bytes: Span<UInt8>) {
        self.init(minimumCapacity: bytes.count)
        append(bytes)
    }

    @inlinable
    deinit {
        if let base { Self.free(base) }
    }

    @usableFromInline
    static func free(_ block: UnsafeMutableRawPointer) {
        Glibc.free(block)
    }

    /// The number of bytes waiting.
    public var count: Int { tail - head }

    /// Tells whether nothing is waiting.
    public var isEmpty: Bool { tail == head }

    /// The bytes waiting, front first; valid until the next mutation.
    public var bytes: Span<UInt8> {
        @_lifetime(borrow self) borrowing get {
            guard let base else { return _overrideLifetime(Span(), borrowing: self) }
            let start = UnsafePointer(base.assumingMemoryBound(to: UInt8.self)) + head
            let span = Span(_unsafeStart: start, count: tail - head)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The address of the first waiting byte, for a C call; nil without storage; valid until the next mutation.
    public var unsafeStart: UnsafeMutableRawPointer? { base.map { $0 + head } }

    /// Makes room for at least `byteCount` more bytes.
    ///
    /// Complexity: amortised constant; the capacity at least doubles when the bytes are copied to another block.
    @inlinable
    public mutating func reserve(_ byteCount: Int) {
        if capacity - tail >= byteCount { return }
        makeRoom(byteCount)
    }

    /// Makes the block one of `byteCount` bytes if it is smaller, and of no more than that.
    ///
    /// For a buffer whose final size is known or bounded; ``reserve(_:)`` takes up to twice of what is asked for.
    public mutating func setMinimumCapacity(_ byteCount: Int) {
        guard byteCount > capacity else { return }
        replaceBlock(capacity: byteCount)
    }

    /// Leaves bytes that were taken from an account to be given back when the block is freed.
    ///
    /// - Parameter account: The same at each call for one buffer.
    public mutating func charge(_ byteCount: Int, to account: MemoryAccount) {
        var charge = self.charge.take() ?? MemoryCharge(to: account)
        precondition(charge.account === account, "a buffer is charged to one account")
        charge.add(byteCount)
        self.charge = consume charge
    }

    private mutating func replaceBlock(capacity newCapacity: Int) {
        let waiting = count
        if head == 0 {
            base = Self.block(of: newCapacity, replacing: base)
        } else {
            let block = Self.block(of: newCapacity, replacing: nil)
            if let base {
                block.copyMemory(from: base + head, byteCount: waiting)
                Self.free(base)
            }
            base = block
        }
        capacity = newCapacity
        head = 0
        tail = waiting
    }

    @usableFromInline
    mutating func makeRoom(_ byteCount: Int) {
        let waiting = count
        // Moving the bytes to the front is cheaper than a new block when most of it was consumed.
        if let base, capacity - waiting >= byteCount, head >= capacity / 2 {
            base.copyMemory(from: base + head, byteCount: waiting)
            head = 0
            tail = waiting
        } else {
            // A large block is given more room in its place, and little of it is left unused.
            let isLarge = head == 0 && capacity >= Self.largeByteCount
            let growth = isLarge ? capacity / 16 : capacity
            replaceBlock(capacity: Swift.max(waiting + byteCount, capacity + growth, 64))
        }
    }

    /// Appends borrowed bytes.
    public mutating func append(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        reserve(bytes.count)
        bytes.withUnsafeBytes { source in
            guard let base, let start = source.baseAddress else { return }
            (base + tail).copyMemory(from: start, byteCount: source.count)
        }
        tail += bytes.count
    }

    /// Appends a literal, without making a string of it.
    ///
    /// Always inlined, because the copy of so many constant bytes is a move or two.
    @inlinable
    @inline(__always)
    public mutating func append(_ literal: StaticString) {
        let byteCount = literal.utf8CodeUnitCount
        reserve(byteCount)
        guard let base else { return }
        (base + tail).copyMemory(from: literal.utf8Start, byteCount: byteCount)
        tail += byteCount
    }

    /// Appends a string's UTF-8.
    ///
    /// Disfavoured so that a literal is a `StaticString`, which costs no string: where both fit, the language would
    /// take it for a `String`.
    @_disfavoredOverload
    public mutating func append(_ string: String) {
        append(string.utf8.span)
    }

    /// Appends one byte.
    @inlinable
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        base?.storeBytes(of: byte, toByteOffset: tail, as: UInt8.self)
        tail += 1
    }

    /// Appends what a C call writes, which returns how many bytes of the room offered it used.
    ///
    /// - Parameter byteCount: The room to offer, in bytes.
    public mutating func append(
        upTo byteCount: Int,
        filledBy fill: (UnsafeMutableRawBufferPointer) -> Int
    ) {
        reserve(byteCount)
        guard let base else { return }
        let filled = fill(UnsafeMutableRawBufferPointer(start: base + tail, count: byteCount))
        precondition(filled >= 0 && filled <= byteCount, "more bytes filled than offered")
        tail += filled
    }

    /// Lends the bytes at an offset from the front, to be overwritten.
    func replaceBytes(
        at offset: Int,
        count byteCount: Int,
        with body: (UnsafeMutablePointer<UInt8>) -> Void
    ) {
        precondition(
            offset >= 0 && byteCount >= 0 && offset + byteCount <= count,
            "bytes outside of the waiting ones"
        )
        guard let base, byteCount > 0 else { return }
        body((base + head + offset).assumingMemoryBound(to: UInt8.self))
    }

    /// Drops bytes at the front; an emptied buffer starts again at the beginning of its block.
    public mutating func consume(_ byteCount: Int) {
        precondition(byteCount >= 0 && byteCount <= count, "cannot consume more than is waiting")
        head += byteCount
        if head == tail {
            head = 0
            tail = 0
        }
    }

    /// Drops bytes at the back, keeping the first `byteCount`.
    public mutating func truncate(to byteCount: Int) {
        precondition(
            byteCount >= 0 && byteCount <= count,
            "cannot truncate to more than is waiting"
        )
        tail = head + byteCount
    }

    /// Drops all bytes and keeps the block.
    public mutating func removeAll() {
        head = 0
        tail = 0
    }
}
