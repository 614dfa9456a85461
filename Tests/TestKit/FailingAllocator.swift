// Lets allocations of a C library fail on purpose.

internal import Foundation
internal import Glibc
internal import Synchronization

/// Stands in for `malloc` and its kin in the import tables of some libraries, as long as it lives.
///
/// libjwt 1.10 has no hook for this, and libcurl's is for its first set-up only. Only calls made by those libraries,
/// and only on the thread that asked for a failure, are counted; all others, the Swift runtime's among them, go their
/// way. There is one at a time in the process: a second waits for the first to end.
public struct FailingAllocator: ~Copyable {
    /// Which allocations fail, once one does.
    public enum Mode: CaseIterable, Sendable {
        /// This one only.
        case one
        /// This one and all later ones.
        case allFromThen
    }

    private let originals: [(address: UInt, value: UInt)]

    /// Patches libraries that are loaded, by the names they are loaded by.
    public init(libraries: [String]) {
        turn.lock()
        originals = libraries.flatMap { library in
            imports(of: library).compactMap { name, address in
                guard let replacement = replacements[name] else { return nil }
                let original: UInt = word(at: address)
                overwrite(address, with: replacement)
                return (address, original)
            }
        }
    }

    deinit {
        for (address, value) in originals { overwrite(address, with: value) }
        turn.unlock()
    }

    /// The number of functions that the libraries import and that can fail now.
    public var replacedCount: Int { originals.count }

    /// Runs the body while this thread's allocation number `index`, from 0, fails; returns how many failed.
    public func failing(at index: Int, _ mode: Mode, _ body: () -> Void) -> Int {
        failures.remaining.store(index, ordering: .relaxed)
        failures.count.store(0, ordering: .relaxed)
        failures.continues.store(mode == .allFromThen, ordering: .relaxed)
        failures.thread.store(UInt(pthread_self()), ordering: .relaxed)
        body()
        failures.thread.store(0, ordering: .relaxed)
        return failures.count.load(ordering: .relaxed)
    }
}

/// What the replaced functions share; C functions have no other place for it.
private struct Failures: ~Copyable, Sendable {
    let thread = Atomic<UInt>(0)
    let remaining = Atomic<Int>(0)
    let count = Atomic<Int>(0)
    let continues = Atomic<Bool>(false)

    /// Counts an allocation, and tells whether it fails.
    func fails() -> Bool {
        guard thread.load(ordering: .relaxed) == UInt(pthread_self()) else { return false }
        let left = remaining.load(ordering: .relaxed)
        remaining.store(left - 1, ordering: .relaxed)
        guard left == 0 || left < 0 && continues.load(ordering: .relaxed) else { return false }
        count.add(1, ordering: .relaxed)
        return true
    }
}

private let failures = Failures()
private let turn = NSLock()

private typealias Block = UnsafeMutableRawPointer

/// The addresses of the replacements by the name of what they replace.
private let replacements: [String: UInt] = {
    let malloc: @convention(c) (Int) -> Block? = { size in
        // libjwt asks for -1 bytes when libcrypto could not encode a signature.
        unsafe size < 0 || failures.fails() ? nil : Glibc.malloc(size)
    }
    let calloc: @convention(c) (Int, Int) -> Block? = { count, size in
        unsafe failures.fails() ? nil : Glibc.calloc(count, size)
    }
    let realloc: @convention(c) (Block?, Int) -> Block? = { block, size in
        unsafe failures.fails() ? nil : Glibc.realloc(block, size)
    }
    let strdup: @convention(c) (UnsafePointer<CChar>) -> UnsafeMutablePointer<CChar>? = { text in
        unsafe failures.fails() ? nil : Glibc.strdup(text)
    }
    return unsafe [
        "malloc": unsafeBitCast(malloc, to: UInt.self),
        "calloc": unsafeBitCast(calloc, to: UInt.self),
        "realloc": unsafeBitCast(realloc, to: UInt.self),
        "strdup": unsafeBitCast(strdup, to: UInt.self),
    ]
}()

/// What a loaded library imports, and where each import's address is kept.
///
/// Reads the first members of `struct link_map` (link.h) and the tables that elf(5) describes, on a
/// machine of 64 bits.
private func imports(of library: String) -> [(name: String, address: UInt)] {
    guard let map = unsafe dlopen(library, RTLD_NOW | RTLD_NOLOAD) else { return [] }
    defer { unsafe dlclose(map) }
    let base = unsafe map.load(as: UInt.self)
    var entry = unsafe map.load(fromByteOffset: 16, as: UInt.self)
    var dynamic: [Int32: UInt] = [:]
    while case let tag = Int32(truncatingIfNeeded: word(at: entry) as Int), tag != DT_NULL {
        dynamic[tag] = word(at: entry + 8)
        entry += 16
    }
    guard let strings = dynamic[DT_STRTAB], let symbols = dynamic[DT_SYMTAB] else { return [] }
    var found: [(name: String, address: UInt)] = []
    for (table, size) in [(DT_JMPREL, DT_PLTRELSZ), (DT_RELA, DT_RELASZ)] {
        guard let start = dynamic[table], let byteCount = dynamic[size] else { continue }
        for relocation in stride(from: start, to: start + byteCount, by: 24) {
            let symbol = word(at: relocation + 8) as UInt >> 32
            let nameOffset: UInt32 = word(at: symbols + symbol * 24)
            guard symbol != 0,
                let name = unsafe UnsafePointer<CChar>(bitPattern: strings + UInt(nameOffset))
            else { continue }
            found.append((unsafe String(cString: name), base + word(at: relocation)))
        }
    }
    return found
}

private func word<Value: BitwiseCopyable>(at address: UInt) -> Value {
    guard let pointer = unsafe UnsafeRawPointer(bitPattern: address) else {
        preconditionFailure("a null address in an import table")
    }
    return unsafe pointer.load(as: Value.self)
}

/// Overwrites a word of a table that the linker made read-only.
private func overwrite(_ address: UInt, with value: UInt) {
    let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))
    guard let slot = unsafe Block(bitPattern: address),
        let page = unsafe Block(bitPattern: address & ~(pageSize - 1))
    else { preconditionFailure("a null address in an import table") }
    let result = unsafe mprotect(page, Int(pageSize), PROT_READ | PROT_WRITE)
    precondition(result == 0, "the import table stays read-only")
    unsafe slot.storeBytes(of: value, as: UInt.self)
}
