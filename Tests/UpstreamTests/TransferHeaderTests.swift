// Header lines of one request beside those of all.

import Bytes
import TestKit
import Testing

@testable import Upstream

@Suite struct TransferHeaderTests {
    private func post(
        _ scene: ProviderScene,
        _ fields: [UpstreamRequest.Field]
    ) throws -> RecordingTransferDelegate {
        let delegate = RecordingTransferDelegate()
        let body = Array("{}".utf8)
        _ = try scene.client.start(
            .post(
                scene.url(),
                body: ByteBuffer(copying: body.span),
                fields: fields
            ),
            delegate: delegate
        )
        try scene.harness.run { delegate.isFinished }
        return delegate
    }

    @Test func `they are sent with that request, and with no other on the same handle`() throws {
        let common = ["Content-Type: application/json", "Authorization: Bearer s3cret"]
        try ProviderScene.run(headerLines: common, script: { _ in [.whole(200, "")] }) { scene in
            let requestFields: [[UpstreamRequest.Field]] = [
                [("traceparent", "a"), ("tracestate", "b=1")], [], [("traceparent", "c")], [],
            ]
            for fields in requestFields {
                let answer = try post(scene, fields)
                #expect(answer.failure == nil)
            }
            let requests = scene.provider.requests
            #expect(requests.map { $0.field("traceparent") } == ["a", nil, "c", nil])
            #expect(requests.map { $0.field("tracestate") } == ["b=1", nil, nil, nil])
            for request in requests {
                #expect(request.field("Authorization") == "Bearer s3cret")
                #expect(request.field("Expect") == nil)
                #expect(request.connection == 0)
            }
        }
    }

    @Test(arguments: ["b\r\nc: d", "b\n", "\0"])
    func `a line that would be two is refused`(value: String) throws {
        try ProviderScene.run(script: { _ in [.whole(200, "")] }) { scene in
            let fields: [UpstreamRequest.Field] = [("a", value)]
            #expect(throws: UpstreamFailure.self) { try post(scene, fields) }
            let answer = try scene.finish()
            #expect(answer.failure == nil)
        }
    }
}
