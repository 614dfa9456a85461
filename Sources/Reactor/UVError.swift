// A libuv call that failed: which, and why.

internal import CUV

/// An operating error reported by libuv.
public struct UVError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The negative error number, as libuv gives it.
    public let code: Int32
    /// The operation that failed, by the name of its C function.
    public let operation: String

    /// Creates an error from what a libuv function returned.
    public init(code: Int32, operation: String) {
        self.code = code
        self.operation = operation
    }

    /// The error's short name, such as `ECONNRESET`.
    public var name: String { String(cString: uv_err_name(code)) }

    /// The operation, the sentence of libuv and the short name.
    public var description: String {
        "\(operation): \(String(cString: uv_strerror(code))) (\(name))"
    }

    /// Tells whether an address was already taken.
    public var isAddressInUse: Bool { code == UV_EADDRINUSE.rawValue }

    /// Throws unless a libuv function returned zero or a count.
    @discardableResult
    static func check(_ result: Int32, _ operation: String) throws(UVError) -> Int32 {
        guard result >= 0 else { throw UVError(code: result, operation: operation) }
        return result
    }
}
