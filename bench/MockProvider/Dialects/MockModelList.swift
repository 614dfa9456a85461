// The models that the mock says it has, as each provider lists its own.

internal import Bytes
internal import JSON

/// Lists of models.
enum MockModelList {
    /// The list of OpenAI, and of Azure.
    static var openAI: ByteBuffer {
        encoded { json in
            json.member("object", "list")
            json.array("data") { json in
                for model in ["gpt-4o", "gpt-4o-mini", "mamba-mock"] {
                    json.object { json in
                        json.member("id", model)
                        json.member("object", "model")
                        json.member("created", 1_715_367_049)
                        json.member("owned_by", "mamba-mock")
                    }
                }
            }
        }
    }

    /// The list of Anthropic.
    static var messages: ByteBuffer {
        encoded { json in
            json.array("data") { json in
                json.object { json in
                    json.member("type", "model")
                    json.member("id", "claude-mock")
                    json.member("display_name", "Claude Mock")
                    json.member("created_at", "2024-05-10T18:30:49Z")
                }
            }
            json.member("has_more", false)
            json.member("first_id", "claude-mock")
            json.member("last_id", "claude-mock")
        }
    }

    /// The list of Gemini.
    static var gemini: ByteBuffer {
        encoded { json in
            json.array("models") { json in
                json.object { json in
                    json.member("name", "models/gemini-mock")
                    json.member("displayName", "Gemini Mock")
                    json.key("supportedGenerationMethods")
                    json.beginArray()
                    json.string("generateContent")
                    json.endArray()
                }
            }
        }
    }

    private static func encoded(_ members: (inout JSONWriter) -> Void) -> ByteBuffer {
        var json = JSONWriter(appendingTo: ByteBuffer())
        json.object(members)
        return json.finish()
    }
}
