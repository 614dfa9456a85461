// The committed ceilings of allocations.

internal import Bytes
private import Glibc
internal import JSON

/// How many blocks of memory each measurement may ask for, in all of its events together.
struct Ceilings {
    /// Why the ceilings cannot be had, in a sentence.
    struct Failure: Error {
        let description: String
    }

    private let values: JSONValue

    /// Reads them from a file: a JSON object of names and numbers.
    init(readingFrom path: String) throws(Failure) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Failure(description: "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var text = ByteBuffer()
        var count = 0
        repeat {
            count = 0
            text.append(upTo: 4096) { room in
                count = max(0, read(file, room.baseAddress, room.count))
                return count
            }
        } while count > 0
        do throws(JSONError) {
            values = try JSONValue(parsing: text.bytes)
        } catch {
            throw Failure(description: "\(path) is no JSON: \(error)")
        }
    }

    /// The ceiling of a measurement; nil if there is none.
    subscript(name: String) -> Int? { values[name]?.number?.asInt }
}
