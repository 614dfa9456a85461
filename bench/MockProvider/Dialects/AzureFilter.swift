// What Azure's content filter says of a prompt and of a text.

internal import Bytes
internal import JSON

/// The annotations that Azure OpenAI adds to chat completions.
enum AzureFilter {
    private static let passed = encoded(blocks: false)
    private static let blocked = encoded(blocks: true)

    private static func encoded(blocks: Bool) -> [UInt8] {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object { json in writeResults(to: &json, blocks: blocks) }
        let object = json.finish()
        return Array(object.bytes)
    }

    /// Appends the object of results.
    static func append(blocks: Bool, into output: inout ByteBuffer) {
        output.append(blocks ? blocked.span : passed.span)
    }

    /// Writes the results by category; a filter that blocks has found violence.
    static func writeResults(to json: inout JSONWriter, blocks: Bool) {
        for category in ["hate", "self_harm", "sexual", "violence"] {
            let isFiltered = blocks && category == "violence"
            json.key(escaping: category)
            json.object { json in
                json.member("filtered", isFiltered)
                json.member("severity", isFiltered ? "high" : "safe")
            }
        }
    }

    /// Writes the member with the results of the prompt.
    static func writePromptResults(to json: inout JSONWriter) {
        json.array("prompt_filter_results") { json in
            json.object { json in
                json.member("prompt_index", 0)
                json.object("content_filter_results") { json in
                    writeResults(to: &json, blocks: false)
                }
            }
        }
    }
}
