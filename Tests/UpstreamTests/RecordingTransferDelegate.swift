// Writes down what a transfer tells.

import Bytes
import TestKit
import Upstream

/// A delegate that records everything, with a hook for each call.
final class RecordingTransferDelegate: TransferDelegate {
    private(set) var heads: [UpstreamHead] = []
    private(set) var body: [UInt8] = []
    private(set) var pieceCount = 0
    /// How often the end was told.
    private(set) var finishCount = 0
    private(set) var failure: UpstreamFailure?

    var onHead: ((Transfer) -> Void)?
    var onBytes: ((Transfer) -> Void)?
    var onFinish: ((Transfer) -> Void)?

    var isFinished: Bool { finishCount > 0 }
    var text: String { String(decoding: body, as: UTF8.self) }

    func transfer(_ transfer: Transfer, didReceive head: UpstreamHead) {
        heads.append(head)
        onHead?(transfer)
    }

    func transfer(_ transfer: Transfer, didReceive bytes: Span<UInt8>) {
        body.append(contentsOf: [UInt8](bytes))
        pieceCount += 1
        onBytes?(transfer)
    }

    func transfer(_ transfer: Transfer, didFinish failure: UpstreamFailure?) {
        finishCount += 1
        self.failure = failure
        onFinish?(transfer)
    }
}
