// Each UI message stream that a test reads, held against what clients of the AI SDK accept.

import AnswerKit
import Testing

/// Checks the body of a response that says to be a UI message stream.
struct UIStreamCheck {
    private var bytes: [UInt8] = []

    /// Begins with the head of a response; nil if its body is something else.
    init?(_ head: Response) {
        guard head["x-vercel-ai-ui-message-stream"] != nil else { return nil }
    }

    mutating func take(_ piece: [UInt8]) { bytes += piece }

    /// Makes every breach of the rules an issue of the test that runs.
    ///
    /// - Parameter isCut: Whether the body has no end because one of the two ends has hung up. That is the one
    ///   thing that is then excused; each chunk and the order of all are checked as ever.
    func judge(isCut: Bool) {
        var bytes = bytes
        if isCut { bytes.removeSubrange(Self.lengthOfWholeEvents(bytes)...) }
        for problem in UIStreamRules.problems(in: UIStream(bytes), isCut: isCut) {
            Issue.record("no stream for a client of the AI SDK: \(problem)")
        }
    }

    private static func lengthOfWholeEvents(_ bytes: [UInt8]) -> Int {
        let starts = stride(from: bytes.count - 2, through: 0, by: -1)
        return starts.first { bytes[$0] == 10 && bytes[$0 + 1] == 10 }.map { $0 + 2 } ?? 0
    }
}
