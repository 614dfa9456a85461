// The sources that a text cites, in the forms of the dialects.

internal import JSON

extension AnswerPlan {
    /// The address of source `index`.
    func sourceURL(_ index: Int) -> String { "https://example.com/source/\(index)" }

    /// The title of source `index`.
    func sourceTitle(_ index: Int) -> String { "Source \(index)" }

    /// Writes OpenAI's citations as elements.
    ///
    /// - Parameter isNested: Whether the citation is an object of its own within the annotation, as
    ///   in chat completions.
    func writeURLCitations(to json: inout JSONWriter, isNested: Bool) {
        for index in 0..<script.citationCount {
            json.object { json in
                json.member("type", "url_citation")
                guard isNested else { return writeURLCitation(index, to: &json) }
                json.object("url_citation") { json in writeURLCitation(index, to: &json) }
            }
        }
    }

    /// Writes the members of one of OpenAI's citations, but for the type.
    func writeURLCitation(_ index: Int, to json: inout JSONWriter) {
        json.member("start_index", 0)
        json.member("end_index", 1)
        json.member("url", sourceURL(index))
        json.member("title", sourceTitle(index))
    }

    /// Writes the members of one of Anthropic's citations: found in the web, or in a document.
    func writeMessagesCitation(_ index: Int, to json: inout JSONWriter) {
        json.member("cited_text", "The text of source \(index).")
        if index % 2 == 0 {
            json.member("type", "web_search_result_location")
            json.member("url", sourceURL(index))
            json.member("title", sourceTitle(index))
            json.member("encrypted_index", "bW9jaw==")
        } else {
            json.member("type", "char_location")
            json.member("document_index", 0)
            json.member("document_title", sourceTitle(index))
            json.member("start_char_index", 0)
            json.member("end_char_index", 1)
            json.nullMember("file_id")
        }
    }

    /// Writes Gemini's object of what the text is grounded on.
    func writeGroundingMetadata(to json: inout JSONWriter) {
        json.object("groundingMetadata") { json in
            json.key("webSearchQueries")
            json.beginArray()
            json.string("mock")
            json.endArray()
            json.array("groundingChunks") { json in
                for index in 0..<script.citationCount {
                    json.object { json in
                        json.object("web") { json in
                            json.member("uri", sourceURL(index))
                            json.member("title", sourceTitle(index))
                        }
                    }
                }
            }
            json.array("groundingSupports") { json in
                for index in 0..<script.citationCount {
                    json.object { json in
                        json.object("segment") { json in
                            json.member("startIndex", 0)
                            json.member("endIndex", 1)
                        }
                        json.key("groundingChunkIndices")
                        json.beginArray()
                        json.int(index)
                        json.endArray()
                    }
                }
            }
        }
    }
}
