// Reads what a client has kept with a part for the provider.

internal import JSON

/// What has been read of a part's `providerMetadata`, as far as it is ours (``ProviderMetadata``).
struct ReturnedFields {
    private var model: JSONSlice?
    private var extraContentRange: Range<Int>?
    private var detailsRange: Range<Int>?

    /// What belongs to a call of a tool: a JSON object.
    var extraContent: ReturnedValue? { value(extraContentRange) }
    /// What belongs to a part of reasoning: a JSON array.
    var details: ReturnedValue? { value(detailsRange) }

    private func value(_ range: Range<Int>?) -> ReturnedValue? {
        guard let range, let model, range.count <= ProviderMetadata.byteCountMax else { return nil }
        return ReturnedValue(model: model, range: range)
    }

    /// Reads the value of the member; what others have left in it means nothing here.
    mutating func read(_ reader: inout JSONReader) throws(JSONError) {
        guard try reader.peek() == .object else {
            _ = try reader.skipValue()
            return
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if reader.key(key, equals: "mamba"), try reader.peek() == .object {
                try readOwn(&reader)
            } else {
                _ = try reader.skipValue()
            }
        }
    }

    private mutating func readOwn(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let kind = try reader.peek()
            if reader.key(key, equals: "model"), kind == .string {
                model = try reader.readString()
            } else if reader.key(key, equals: "extraContent"), kind == .object {
                extraContentRange = try reader.skipValue()
            } else if reader.key(key, equals: "reasoningDetails"), kind == .array {
                detailsRange = try reader.skipValue()
            } else {
                _ = try reader.skipValue()
            }
        }
    }
}
