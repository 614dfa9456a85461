// Which URLs are taken, and what becomes of them.

import Reactor
import Testing

@testable import LoadGenerator

@Suite struct ArmTests {
    @Test(arguments: [
        ("http://127.0.0.1:8000", Arm.WireProtocol.ui, "ui http://127.0.0.1:8000/chat"),
        ("http://127.0.0.1:8000/", .ui, "ui http://127.0.0.1:8000/chat"),
        ("http://localhost:8000", .mamba, "mamba http://localhost:8000/chat/completions"),
        ("http://127.0.0.1:9/v1", .openai, "openai http://127.0.0.1:9/v1/chat/completions"),
        ("http://127.0.0.1:9/v1//", .openai, "openai http://127.0.0.1:9/v1/chat/completions"),
        ("http://127.0.0.1", .ui, "ui http://127.0.0.1/chat"),
        ("http://[::1]:8000/x", .ui, "ui http://[::1]:8000/x/chat"),
        ("http://[::1]", .ui, "ui http://[::1]/chat"),
    ])
    func `a URL is taken`(_ url: String, _ wireProtocol: Arm.WireProtocol, _ target: String) throws
    {
        let arm = try Arm(url: url, wireProtocol: wireProtocol)
        #expect(arm.target == target)
    }

    @Test func `the address is the URL's`() throws {
        #expect(
            try Arm(url: "http://127.0.0.1", wireProtocol: .ui).address.description
                == "127.0.0.1:80"
        )
        #expect(try Arm(url: "http://[::1]:7", wireProtocol: .ui).address.description == "[::1]:7")
        #expect(
            try Arm(url: "http://localhost:7", wireProtocol: .ui).address.description
                == "127.0.0.1:7"
        )
    }

    @Test(arguments: [
        "", "127.0.0.1:80", "https://127.0.0.1", "http://", "http://example.com",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536", "http://127.0.0.1:x", "http://127.0.0.1:", "http://[::1",
    ])
    func `another URL is refused`(_ url: String) {
        #expect(throws: Arm.URLError.self) { try Arm(url: url, wireProtocol: .ui) }
    }

    @Test(arguments: [
        ("nginx=http://127.0.0.1:81/v1", "nginx", "openai http://127.0.0.1:81/v1/chat/completions"),
        ("mamba=ui:http://127.0.0.1:81", "mamba", "ui http://127.0.0.1:81/chat"),
        ("a=b=http://127.0.0.1:81", "a", nil), ("=http://127.0.0.1:81", nil, nil),
        ("http://127.0.0.1:81", nil, nil), ("a=ftp:http://127.0.0.1:81", "a", nil),
    ])
    func `an arm is written as a name and a URL`(
        _ text: String,
        _ name: String?,
        _ target: String?
    ) throws {
        guard let target else {
            #expect(throws: Arm.URLError.self) { try Arm(text) }
            return
        }
        let arm = try Arm(text)
        #expect(arm.name == name)
        #expect(arm.target == target)
        #expect(!arm.isDirect)
    }
}
