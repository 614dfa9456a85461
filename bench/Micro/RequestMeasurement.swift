// What reading a large request costs in one piece: bytes of memory and time of the processor.

internal import AllocationCounter
internal import Bytes
internal import Chat
private import Glibc

/// Reads the body of a request as the handlers do, up to the body for the provider or the refusal.
struct RequestMeasurement {
    let body: RequestBody

    /// What a measurement came to.
    struct Result {
        /// The most that was held at a time, the body included, for each byte of the body.
        let bytesPerByte: Double
        /// The time of the processor in milliseconds.
        let milliseconds: Double
        /// The same in passes over the body that do next to nothing.
        let passes: Double
    }

    /// The most memory for each byte of a body.
    ///
    /// Of what is counted some is room that is never used (of growing arrays and buffers), so that what is resident
    /// stays at three.
    static let bytesPerByteMax = 3.4
    /// The most time, in passes.
    ///
    /// A pass is some 10 ms for ten megabytes; a busy machine makes both longer.
    static let passesMax = 8.0

    private static let runCount = 3
    private static let models = ModelCatalog([], defaultModel: "gpt-4o")

    /// Runs it; times are the best of three.
    func run() -> Result {
        var best = Double.infinity
        var pass = Double.infinity
        var held = 0
        for _ in 0..<Self.runCount {
            let before = allocated_bytes()
            let bytes = body.bytes()
            _ = allocated_bytes_peak(1)
            pass = min(pass, Self.time { Self.pass(over: bytes.bytes) })
            let start = Self.processorTime
            read(bytes)
            best = min(best, Self.processorTime - start)
            held = allocated_bytes_peak(0) - before
        }
        return Result(
            bytesPerByte: Double(held) / Double(RequestBody.byteCount),
            milliseconds: best,
            passes: best / pass
        )
    }

    private func read(_ bytes: consuming ByteBuffer) {
        var refusal = ByteBuffer()
        do throws(RequestRejection) {
            switch body.reader {
            case .chat, .strictChat:
                let contract: RequestContract = body.reader == .chat ? .ui : .completions
                let request = try ChatRequest(bytes.bytes, contract: contract, models: Self.models)
                var completion = try CompletionRequest(request, body: bytes)
                precondition(
                    completion.nextBody(ModelCallForm(request.model.targets[0])).count > 0,
                    "there is a request"
                )
            case .title:
                let request = try TitleRequest(bytes.bytes)
                _ = request.completionRequest(
                    body: bytes.bytes,
                    target: ModelTarget(model: "m"),
                    lengthMax: 50
                )
            case .relay: Self.relay(bytes)
            }
        } catch {
            error.write(into: &refusal)
        }
    }

    private static func relay(_ bytes: consuming ByteBuffer) {
        do throws(OpenAIError) {
            let request = try RelayRequest(bytes, models: models)
            precondition(
                request.encodedBody(ModelCallForm(request.targets[0])).count > 0,
                "there is a request"
            )
        } catch {
            precondition(error.status >= 400, "a refusal")
        }
    }

    /// Looks at each byte once; each look waits for the one before.
    private static func pass(over bytes: Span<UInt8>) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        precondition(hash != 1, "the pass is not left out")
    }

    private static func time(_ work: () -> Void) -> Double {
        let start = processorTime
        work()
        return processorTime - start
    }

    /// The time that this thread has had, in milliseconds.
    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }
}
