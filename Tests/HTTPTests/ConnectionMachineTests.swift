import Bytes
import HTTP
import Testing

@Suite struct ConnectionMachineTests {
    typealias Fact = MachineDriver.Fact

    static let get = latin1("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")

    static func post(_ fields: String, _ body: String = "") -> [UInt8] {
        latin1("POST /p HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\r\n\(body)")
    }

    private func request(_ line: String, _ body: String = "") -> [Fact] {
        [.decided(line), .request(line, body: latin1(body))]
    }

    // Requests

    @Test func `pipelined requests are taken one by one however they are cut`() {
        let bytes =
            Self.get + Self.post("Content-Length: 5", "hello")
            + Self.post("Transfer-Encoding: chunked", "2\r\nwo\r\n3\r\nrld\r\n0\r\n\r\n")
            + Self.post("Content-Length: 0") + latin1("\r\n") + Self.get
        let expected =
            request("GET /a") + request("POST /p", "hello") + request("POST /p", "world")
            + request("POST /p") + request("GET /a")
        for ends in Splits(of: bytes) {
            #expect(MachineDriver.lastingFacts(bytes, ends: ends) == expected)
        }
    }

    @Test func `a request behind one that ends the connection is never taken`() {
        let bytes = latin1("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") + Self.get
        for ends in Splits(of: bytes) {
            #expect(MachineDriver.lastingFacts(bytes, ends: ends) == request("GET /a"))
        }
    }

    @Test func `a faulty request does not take the answer of the one before`() {
        let bytes = Self.post("Content-Length: 5", "hello") + latin1("GARBAGE\r\n\r\n") + Self.get
        let expected = request("POST /p", "hello") + [.rejected(.badRequestLine)]
        for ends in Splits(of: bytes) {
            #expect(MachineDriver.lastingFacts(bytes, ends: ends) == expected)
        }
    }

    @Test func `a body is never run as a request`() {
        let inner = String(decoding: Self.get, as: UTF8.self)
        let bytes =
            latin1("GET /a HTTP/1.1\r\nHost: a\r\nContent-Length: \(inner.utf8.count)\r\n\r\n")
            + Self.get
        for ends in Splits(of: bytes) {
            #expect(MachineDriver.lastingFacts(bytes, ends: ends) == request("GET /a", inner))
        }
    }

    @Test(arguments: RefusedHead.all)
    func `nothing behind a faulty head is taken`(row: RefusedHead) {
        let bytes = row.bytes + latin1("\r\n\r\n") + Self.get
        let expected: [Fact] = [.rejected(row.error)]
        #expect(MachineDriver.lastingFacts(bytes, ends: [bytes.count]) == expected)
        #expect(MachineDriver.lastingFacts(bytes, ends: Array(1...bytes.count)) == expected)
    }

    @Test(arguments: RefusedChunks.all)
    func `nothing behind faulty chunks is taken`(row: RefusedChunks) {
        let bytes = Self.post("Transfer-Encoding: chunked") + row.bytes + Self.get
        let expected: [Fact] = [.decided("POST /p"), .rejected(row.error)]
        #expect(MachineDriver.lastingFacts(bytes, ends: [bytes.count]) == expected)
        #expect(MachineDriver.lastingFacts(bytes, ends: Array(1...bytes.count)) == expected)
    }

    // Limits

    @Test(arguments: [999, 1000, 1001])
    func `a body may be as long as was admitted`(count: Int) {
        let body = String(repeating: "a", count: count)
        let size = String(count, radix: 16)
        let inputs = [
            Self.post("Content-Length: \(count)", body),
            Self.post("Transfer-Encoding: chunked", "\(size)\r\n\(body)\r\n0\r\n\r\n"),
        ]
        for bytes in inputs {
            let expected: [Fact] =
                count > 1000
                ? [.decided("POST /p"), .rejected(.bodyTooLarge)] : request("POST /p", body)
            #expect(MachineDriver.lastingFacts(bytes, ends: [bytes.count]) == expected)
        }
    }

    @Test func `a body too large is refused by its announcement`() {
        let bytes = Self.post("Content-Length: 1001")
        let facts = MachineDriver.lastingFacts(bytes, ends: [bytes.count])
        #expect(facts == [.decided("POST /p"), .rejected(.bodyTooLarge)])
    }

    @Test func `a large body that arrives in many pieces is whole`() {
        var driver = MachineDriver()
        driver.bodyByteCountMax = 1_000_000
        driver.receive(Self.post("Content-Length: 1000000"))
        let piece = [UInt8](repeating: 0x61, count: 1000)
        for _ in 0..<1000 { driver.receive(piece) }
        let whole = [UInt8](repeating: 0x61, count: 1_000_000)
        #expect(driver.facts.last == .request("POST /p", body: whole))
    }

    @Test(arguments: [
        "Content-Length: 9223372036854775807", "Content-Length: 9223372036854775806",
        "Content-Length: 4294967295", "Content-Length: 2147483648",
        "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff",
        "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n7fffffffffffffff",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff",
        "Transfer-Encoding: chunked\r\n\r\n80000000",
    ])
    func `no length is too much for the arithmetic, whatever is admitted`(framing: String) {
        let body = framing.hasPrefix("C") ? "\r\n\r\nxyz" : "\r\nxyz"
        let bytes = latin1("POST /p HTTP/1.1\r\nHost: a\r\n" + framing + body)
        for byteCountMax in [1000, Int.max - 1, Int.max] {
            for ends in Splits(of: bytes) {
                var driver = MachineDriver()
                driver.bodyByteCountMax = byteCountMax
                var start = 0
                for end in ends {
                    driver.receive(Array(bytes[start..<end]))
                    start = end
                }
                #expect(driver.facts.first == .decided("POST /p"))
                #expect(driver.facts.count == 1 || driver.facts.last == .rejected(.bodyTooLarge))
            }
        }
    }

    // 100

    @Test(arguments: ["Content-Length: 5", "Transfer-Encoding: chunked"])
    func `a client that waits is invited once`(framing: String) {
        var driver = MachineDriver()
        driver.receive(Self.post("Expect: 100-continue\r\n" + framing))
        #expect(driver.facts == [.decided("POST /p"), .invited])
        driver.receive(latin1(framing.hasSuffix("5") ? "hel" : "5\r\nhel"))
        driver.receive(latin1(framing.hasSuffix("5") ? "lo" : "lo\r\n0\r\n\r\n"))
        #expect(
            driver.facts == [.decided("POST /p"), .invited] + request("POST /p", "hello")[1...]
        )
    }

    @Test func `a client that does not wait is not invited`() {
        var driver = MachineDriver()
        driver.receive(Self.post("Expect: 100-continue\r\nContent-Length: 5", "h"))
        driver.receive(latin1("ello"))
        #expect(driver.facts == request("POST /p", "hello"))
    }

    @Test func `a client is not invited to send too much`() {
        var driver = MachineDriver()
        driver.receive(Self.post("Expect: 100-continue\r\nContent-Length: 1001"))
        #expect(driver.facts == [.decided("POST /p"), .rejected(.bodyTooLarge)])
    }

    // Pipelining

    @Test func `what arrives during an answer waits for its end`() {
        var driver = MachineDriver()
        driver.answersLater = true
        driver.receive(Self.get + Self.post("Content-Length: 5", "he"))
        driver.receive(latin1("llo"))
        driver.receive(Self.get)
        #expect(driver.facts == request("GET /a"))
        driver.answer()
        #expect(driver.facts == request("GET /a") + request("POST /p", "hello"))
        driver.answer()
        #expect(
            driver.facts == request("GET /a") + request("POST /p", "hello") + request("GET /a")
        )
        driver.answer()
        let phase = driver.machine.phase
        #expect(phase == .idle)
    }

    @Test(arguments: [0, 1])
    func `more than 64 KiB during an answer ends the connection with it`(excess: Int) {
        var driver = MachineDriver()
        driver.answersLater = true
        driver.receive(Self.get)
        driver.receive(Self.get)
        let rest = 64 * 1024 - Self.get.count + excess
        driver.receive([UInt8](repeating: 0x41, count: rest))
        let isPersistent = driver.machine.isPersistent
        #expect(isPersistent == (excess == 0))
        driver.answer()
        #expect(driver.facts == request("GET /a") + (excess == 0 ? request("GET /a") : []))
    }

    // Phases

    @Test func `the phases follow what arrives`() {
        var driver = MachineDriver()
        driver.answersLater = true
        var phases = [driver.machine.phase]
        for piece in ["POST /p HTTP/1.1\r\n", "Host: a\r\nContent-Length: 5\r\n\r\nhe", "llo"] {
            driver.receive(latin1(piece))
            phases.append(driver.machine.phase)
        }
        driver.answer()
        phases.append(driver.machine.phase)
        #expect(phases == [.idle, .head, .body, .answering, .idle])
    }

    @Test func `no bytes change nothing`() {
        var driver = MachineDriver()
        driver.receive([])
        let phase = driver.machine.phase
        #expect(phase == .idle)
        #expect(driver.facts.isEmpty)
    }

    @Test func `a closed machine drops what arrives`() {
        var driver = MachineDriver()
        driver.receive(latin1("GET"))
        driver.machine.close()
        driver.receive(Self.get)
        let phase = driver.machine.phase
        #expect(phase == .closing)
        #expect(driver.facts.isEmpty)
    }

    @Test func `a response may be made the last`() {
        var driver = MachineDriver()
        driver.answersLater = true
        driver.receive(Self.get + Self.get)
        driver.machine.endAfterResponse()
        driver.answer()
        #expect(driver.facts == request("GET /a"))
    }

    @Test(arguments: ["", "GET /a HTTP"])
    func `the end may be decided before a request is there`(beginning: String) {
        var driver = MachineDriver()
        driver.receive(latin1(beginning))
        driver.machine.endAfterResponse()
        driver.receive(Array(Self.get.dropFirst(beginning.utf8.count)) + Self.get)
        #expect(driver.facts == request("GET /a"))
    }

    // What is left of a request that was given up

    @Test(arguments: [
        ("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", ConnectionMachine.Remainder.none),
        ("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\nhello", .bytes(996)),
        (
            "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n",
            .bytes(.max)
        ),
        ("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d1\r\n", .unknown),
        ("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 9x\r\n", .unknown), ("", .none),
    ])
    func `what the client may still send is known`(
        text: String,
        remainder: ConnectionMachine.Remainder
    ) {
        let bytes = latin1(text)
        for ends in Splits(of: bytes) {
            var driver = MachineDriver()
            driver.answersLater = true
            var start = 0
            for end in ends {
                driver.receive(Array(bytes[start..<end]))
                start = end
            }
            driver.machine.close()
            let found = driver.machine.remainder
            #expect(found == remainder)
        }
    }

    @Test func `what is dropped is counted, and kept nowhere`() {
        var driver = MachineDriver()
        driver.receive(Self.post("Content-Length: 3000", "hello"))
        var remainder = driver.machine.remainder
        #expect(remainder == .bytes(2995))
        driver.receive([UInt8](repeating: 0x61, count: 2000))
        remainder = driver.machine.remainder
        #expect(remainder == .bytes(995))
        driver.receive([UInt8](repeating: 0x61, count: 2000))
        remainder = driver.machine.remainder
        #expect(remainder == .none)
        let dropped = driver.machine.droppedByteCount
        #expect(dropped == 4005)
        let capacity = driver.machine.bodyCapacity
        #expect(capacity == 0)
    }

    // Memory of bodies

    @Test(arguments: ["Content-Length: 1000", "Transfer-Encoding: chunked"])
    func `memory is asked for before a body takes it, and never more than the body may have`(
        framing: String
    ) {
        let body = String(repeating: "a", count: 1000)
        let bytes = Self.post(
            framing,
            framing.hasSuffix("d") ? "3e8\r\n\(body)\r\n0\r\n\r\n" : body
        )
        for ends in Splits(of: bytes) where ends.count < 3 || ends.count == bytes.count {
            let account = MemoryAccount()
            var driver = MachineDriver()
            driver.account = account
            driver.accountMax = 1000
            var start = 0
            for end in ends {
                driver.receive(Array(bytes[start..<end]))
                start = end
            }
            #expect(driver.facts == request("POST /p", body))
            #expect(account.takenByteCount == 0)
        }
    }

    @Test(arguments: ["Content-Length: 1000", "Transfer-Encoding: chunked"])
    func `without memory a body is refused`(framing: String) {
        var driver = MachineDriver()
        driver.account = MemoryAccount()
        driver.accountMax = 10
        let body = String(repeating: "a", count: 1000)
        driver.receive(Self.post(framing, framing.hasSuffix("d") ? "3e8\r\n\(body)\r\n" : body))
        #expect(driver.facts == [.decided("POST /p"), .rejected(.noRoomForBody)])
    }

    // Random walks

    private static let fragments = [
        "GET / HTTP/1.1\r\n", "POST /p HTTP/1.1\r\n", "GET / HTTP/1.0\r\n", "Host: a\r\n", "\r\n",
        "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n",
        "X: y\r\n",
        "Expect: 100-continue\r\n", "hello", "5\r\nhello\r\n", "0\r\n\r\n", "0\r\nX: y\r\n", "\r",
        "\n",
        " ", "\0", "\u{FF}", ":", "Host: a\r\n\r\n", "Connection: keep-alive\r\n",
    ]

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `random input leads to the same facts however it is cut`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<30 {
            bytes += Self.get.prefix(Int.random(in: 0...4, using: &random) == 0 ? 99 : 0)
            bytes += latin1(Self.fragments.randomElement(using: &random) ?? "")
        }
        let whole = MachineDriver.lastingFacts(bytes, ends: [bytes.count])
        #expect(MachineDriver.lastingFacts(bytes, ends: Array(1...bytes.count)) == whole)
        for _ in 0..<20 {
            let cuts = (0..<4).map { _ in Int.random(in: 0...bytes.count, using: &random) }
            let ends = cuts.sorted() + [bytes.count]
            #expect(MachineDriver.lastingFacts(bytes, ends: ends) == whole)
        }
    }
}

/// A small generator whose numbers depend on nothing but its seed.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
