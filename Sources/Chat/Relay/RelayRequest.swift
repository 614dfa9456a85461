// A request in OpenAI's own form, passed on byte for byte but for three members.

public import Bytes
internal import JSON

/// The body of a chat completion request with the few places where the provider's copy differs.
///
/// All parameters, known or not, reach the provider as they were written, blanks and escapes included. What differs:
/// `model` becomes the provider's name of the model, a stream is always asked for its usage, and of members that are
/// given twice only the last is left, so that no two readers of the body can differ about what it asks for. What a
/// ``ModelPolicy`` adds is added, too.
public struct RelayRequest: ~Copyable {
    /// Tells whether the answer is to be a stream.
    public let isStream: Bool
    /// Tells whether the client itself asked for the usage at the end of its stream.
    public let wantsUsage: Bool
    /// Who may answer, in the order of the settings.
    public let targets: [ModelTarget]

    /// What is the same in all requests of the conversation; empty where one target answers alone.
    public let affinityKey: [UInt8]

    private var body: ByteBuffer
    private let splices: [Splice]

    /// What is to be done with a body.
    struct Plan: Sendable {
        var isStream = false
        var wantsUsage = false
        var targets: [ModelTarget] = []
        var splices: [Splice] = []
        var affinityKey: [UInt8] = []
    }

    /// A range of the body and what stands there for the provider.
    struct Splice: Sendable {
        let range: Range<Int>
        let text: [UInt8]
        /// Whether it asks for the usage in the client's place.
        var asksForUsage = false
        /// Whether it is the name of the model, which depends on who is asked: what stands around the name.
        var modelFrame: (before: StaticString, after: StaticString)?
    }

    /// Reads a body, which it takes over.
    ///
    /// A `model` is the id of a listed model, or `openai/` and the provider's name, or else the provider's name alone
    /// as clients of OpenAI's API send it: 1 to 200 letters, digits and `. _ : / @ + -`. Without one the default model
    /// is asked.
    ///
    /// - Throws: The refusal: 400, or 404 for a model that cannot be.
    public init(
        _ body: consuming ByteBuffer,
        models: ModelCatalog,
        operation: RelayOperation = .chat
    ) throws(OpenAIError) {
        // Decided before anything is stored: a value that cannot be copied is made whole or not at all.
        let reader = try RelayRequestReader(body.bytes, models: models, operation: operation)
        let plan = try reader.plan(body.bytes)
        isStream = plan.isStream
        wantsUsage = plan.wantsUsage
        targets = plan.targets
        splices = plan.splices
        affinityKey = plan.affinityKey
        self.body = body
    }

    /// The body for the provider, in a buffer of its own: each byte is copied once.
    ///
    /// - Parameter form: How it is put; what a model has thought stands in it as the client wrote it.
    public func encodedBody(_ form: ModelCallForm) -> ByteBuffer {
        precondition(!body.isEmpty, "the body has been freed")
        let added = splices.reduce(0) { $0 + $1.text.count }
        var output = ByteBuffer(minimumCapacity: body.count + added)
        var copied = 0
        for splice in splices where form.asksForUsage || !splice.asksForUsage {
            output.append(body.bytes.extracting(copied..<splice.range.lowerBound))
            if let frame = splice.modelFrame {
                output.append(frame.before)
                JSONString.escape(form.target.model, into: &output)
                output.append(frame.after)
            } else {
                let text = splice.text
                output.append(text.span)
            }
            copied = splice.range.upperBound
        }
        output.append(body.bytes.extracting(copied..<body.count))
        return output
    }

    /// Frees the body, once it cannot be needed for another try.
    public mutating func freeBody() {
        body = ByteBuffer()
    }
}
