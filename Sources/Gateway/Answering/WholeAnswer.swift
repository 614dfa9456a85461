// The bytes of an answer that is wanted whole, from providers that give it so and from those that stream it.

internal import Bytes
internal import Chat
internal import Providers
internal import System

/// Gathers one completion in OpenAI's form, bounded.
///
/// Where the provider's events have to be translated, the provider is asked for a stream, and what it comes to is the
/// same completion.
struct WholeAnswer: ~Copyable {
    private let byteCountMax: Int
    private var stream: EventPipeline<CompletionCollector>?
    private(set) var failureDetail: String?
    /// What a client may know of an error that the provider told within its stream; nil if it did not.
    private(set) var errorMembers: ErrorMembers?

    /// - Parameter byteCountMax: The longest answer that is believed.
    init(byteCountMax: Int) {
        self.byteCountMax = byteCountMax
    }

    /// Makes ready for a model call or another try at it.
    mutating func willCall(_ target: ModelTarget, _ translator: (any EventTranslator)?) {
        failureDetail = nil
        errorMembers = nil
        stream = nil
        guard let translator else { return }
        stream = EventPipeline(
            CompletionCollector(unixSeconds: WallClock.seconds),
            eventByteCountMax: byteCountMax
        )
        stream?.beginModelCall(target, translator)
    }

    /// Takes bytes of the provider's answer.
    ///
    /// - Returns: ``AnswerVerdict/finished`` once the output is a whole completion.
    mutating func received(
        _ bytes: Span<UInt8>,
        into output: inout ByteBuffer
    ) -> AnswerVerdict {
        if stream != nil {
            let verdict = stream?.received(bytes, into: &output) ?? .proceed
            return noting(verdict)
        }
        guard output.count + bytes.count <= byteCountMax else {
            failureDetail = "an answer of more than \(byteCountMax) bytes"
            return .callFailed(.answerInvalid)
        }
        output.append(bytes)
        return .proceed
    }

    /// Takes the proper end of the provider's answer body.
    ///
    /// - Returns: ``AnswerVerdict/finished`` if the output is a whole body.
    mutating func providerEnded(into output: inout ByteBuffer) -> AnswerVerdict {
        guard stream != nil else {
            // Many readers of JSON stumble over it.
            output.consume(TitleText.byteOrderMarkCount(of: output.bytes))
            return .finished
        }
        let verdict = stream?.providerEnded(into: &output) ?? .proceed
        return noting(verdict)
    }

    private mutating func noting(_ verdict: AnswerVerdict) -> AnswerVerdict {
        failureDetail = stream?.failureDetail
        errorMembers = stream?.machine.errorMembers
        return verdict
    }
}
