// What a connection has received and nobody has read.

internal import CUV
private import Glibc

extension TCPConnection {
    /// Tells whether bytes have come that the next turn will read: asks the kernel, by recv(2) with `MSG_PEEK`.
    public var hasUnreadInput: Bool {
        var descriptor: uv_os_fd_t = -1
        guard isOpen, uv_fileno(base, &descriptor) == 0 else { return false }
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
    }
}
