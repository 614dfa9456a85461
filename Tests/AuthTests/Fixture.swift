// Fixtures by their name.

import Foundation

/// Reads a JSON file of `Tests/Fixtures`.
func fixture<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) throws -> Value {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Fixtures/\(path)"))
    return try JSONDecoder().decode(type, from: data)
}
