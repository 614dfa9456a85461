// Spans as JSON: the body of an OTLP/HTTP export request.

public import Bytes
internal import JSON

/// Encodes batches of spans for a collector.
///
/// opentelemetry-proto: `ExportTraceServiceRequest`, in the JSON mapping of "OTLP/HTTP" (ids in hexadecimal, 64-bit
/// numbers as texts, enumerations as numbers).
public struct SpanEncoder: Sendable {
    private let resource: [TraceSpan.Attribute]
    private let scope: String
    private let version: String

    /// Creates an encoder.
    ///
    /// - Parameters:
    ///   - resource: What is known of this process.
    ///   - scope: The name of the part of the program that makes the spans.
    ///   - version: Its version.
    public init(resource: [TraceSpan.Attribute], scope: String, version: String) {
        self.resource = resource
        self.scope = scope
        self.version = version
    }

    /// Returns the request body for a batch.
    public func encode(_ spans: [TraceSpan]) -> ByteBuffer {
        var json = JSONWriter(appendingTo: ByteBuffer(minimumCapacity: spans.count * 1024 + 512))
        json.beginObject()
        json.key("resourceSpans")
        json.beginArray()
        json.beginObject()
        json.key("resource")
        json.beginObject()
        Self.write(resource, to: &json)
        json.endObject()
        json.key("scopeSpans")
        json.beginArray()
        json.beginObject()
        json.key("scope")
        json.beginObject()
        json.key("name")
        json.string(scope)
        json.key("version")
        json.string(version)
        json.endObject()
        json.key("spans")
        json.beginArray()
        for span in spans { Self.write(span, to: &json) }
        json.endArray()
        json.endObject()
        json.endArray()
        json.endObject()
        json.endArray()
        json.endObject()
        return json.finish()
    }

    private static func write(_ span: TraceSpan, to json: inout JSONWriter) {
        json.beginObject()
        json.key("traceId")
        json.string(span.context.traceID.description)
        json.key("spanId")
        json.string(span.context.spanID.description)
        if let state = span.context.state {
            json.key("traceState")
            json.string(state)
        }
        if let parent = span.parent {
            json.key("parentSpanId")
            json.string(parent.description)
        }
        json.key("name")
        json.string(span.name)
        json.key("kind")
        json.int(span.kind.rawValue)
        json.key("startTimeUnixNano")
        json.string("\(span.start)")
        json.key("endTimeUnixNano")
        json.string("\(span.end)")
        write(span.attributes, to: &json)
        json.key("status")
        json.beginObject()
        if let failure = span.failure {
            json.key("code")
            json.int(errorCode)
            json.key("message")
            json.string(failure)
        }
        json.endObject()
        json.endObject()
    }

    private static let errorCode = 2

    private static func write(_ attributes: [TraceSpan.Attribute], to json: inout JSONWriter) {
        json.key("attributes")
        json.beginArray()
        for attribute in attributes {
            json.beginObject()
            json.key("key")
            json.string(attribute.key)
            json.key("value")
            write(attribute.value, to: &json)
            json.endObject()
        }
        json.endArray()
    }

    private static func write(_ value: TraceSpan.Value, to json: inout JSONWriter) {
        json.beginObject()
        switch value {
        case .string(let text):
            json.key("stringValue")
            json.string(text)
        case .int(let number):
            json.key("intValue")
            json.string("\(number)")
        case .double(let number):
            json.key("doubleValue")
            json.double(number)
        case .bool(let isTrue):
            json.key("boolValue")
            json.bool(isTrue)
        case .strings(let texts):
            json.key("arrayValue")
            json.beginObject()
            json.key("values")
            json.beginArray()
            for text in texts { write(.string(text), to: &json) }
            json.endArray()
            json.endObject()
        }
        json.endObject()
    }
}
