// Reads the kernel's files about processes.

internal import Bytes
private import Glibc

/// Files and folders of `/proc`.
enum ProcessFile {
    /// The content of a file, or nil if it cannot be read.
    static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content = ByteBuffer(minimumCapacity: 4096)
        while true {
            var count = 0
            unsafe content.append(upTo: 4096) { room in
                count = unsafe Glibc.read(descriptor, room.baseAddress, room.count)
                return max(0, count)
            }
            guard count >= 0 else { return nil }
            guard count > 0 else { return String(content.bytes) }
        }
    }

    /// The names in a folder without `.` and `..`, or nil if it cannot be read.
    static func list(_ path: String) -> [String]? {
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// What a symbolic link says, or nil if it cannot be read.
    static func target(ofLink path: String) -> String? {
        var text = [UInt8](repeating: 0, count: 256)
        let count = unsafe text.withUnsafeMutableBytes { room in
            guard let start = room.baseAddress else { return 0 }
            return unsafe readlink(path, start, room.count)
        }
        guard count > 0 else { return nil }
        return String(decoding: text[..<count], as: UTF8.self)
    }
}
