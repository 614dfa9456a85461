// A proxy between the server and its provider.

import Foundation
import Testing

extension EndToEndTests {
    @Suite struct ProviderProxyTests {
        @Test(arguments: ["http", "socks5", "socks5h"], [false, true])
        func `answers come through a proxy`(scheme: String, isEncrypted: Bool) throws {
            let mock = try MockServer()
            let front = isEncrypted ? try TLSFront(mock) : nil
            let proxy = try ForwardProxy()
            var settings = ["OPENAI__PROXY": "\(scheme)://127.0.0.1:\(proxy.port)"]
            if let front { settings.merge(front.settings) { _, last in last } }
            let server = try ChatServer(mock, settings: settings)
            for _ in 0..<3 {
                let events = try server.chat("#mock tokens=3").rest()
                #expect(events.last?.type == "[DONE]")
            }
            let host = "127.0.0.1 \(front?.port ?? mock.port)"
            #expect(proxy.targets.count >= 1)
            #expect(
                proxy.targets.allSatisfy { $0 == "\(scheme == "http" ? "http" : "socks5") \(host)" }
            )
        }

        @Test(arguments: ["http", "socks5h"])
        func `the proxy gets the name and the password, and no log has them`(scheme: String) throws
        {
            let mock = try MockServer()
            let proxy = try ForwardProxy(credentials: ["mamba", "pass%20word-1"])
            // As in every URL a password is percent-encoded.
            let url = "\(scheme)://mamba:pass%2520word-1@127.0.0.1:\(proxy.port)"
            let server = try ChatServer(
                mock,
                settings: ["OPENAI__PROXY": url, "HEALTH__OPENAI_CHECK_ENABLED": "false"]
            )
            #expect(try server.chat("#mock tokens=3").rest().last?.type == "[DONE]")
            #expect(proxy.targets.count == 1)
            #expect(!server.program.output.text.contains("word-1"))
            #expect(!server.program.error.text.contains("word-1"))
        }

        @Test func `a proxy that refuses is told to the operator`() throws {
            let proxy = try ForwardProxy(credentials: ["mamba", "secret-of-proxy"])
            let settings = [
                "OPENAI__PROXY": "http://mamba:wrong-password@127.0.0.1:\(proxy.port)",
                "OPENAI__MAX_RETRIES": "1",
            ]
            let server = try ChatServer(MockServer(), settings: settings)
            let events = try server.chat("#mock tokens=3").rest()
            #expect(events.contains { $0.type == "error" })
            let line = try #require(try server.accessLines("/chat").first)
            let detail = try #require(line["error_detail"] as? String)
            #expect(detail.contains("407"), "\(detail)")
            #expect(!server.program.output.text.contains("wrong-password"))
            #expect(proxy.targets.isEmpty)
        }

        // The host exists for the proxy only.
        @Test(arguments: [
            (["http_proxy"], true), (["all_proxy"], true), (["ALL_PROXY"], true),
            (["HTTP_PROXY"], false), (["https_proxy"], false), (["http_proxy", "NO_PROXY"], false),
        ])
        func `the environment names a proxy`(variables: [String], isUsed: Bool) throws {
            let mock = try MockServer()
            let proxy = try ForwardProxy()
            var environment = ChatServer.environment(
                nil,
                [
                    "OPENAI__BASE_URL": "http://provider.invalid:\(mock.port)/v1",
                    "OPENAI__MAX_RETRIES": "1", "HEALTH__OPENAI_CHECK_ENABLED": "false",
                ]
            )
            for name in variables {
                environment[name] =
                    name == "NO_PROXY" ? ".invalid" : "http://127.0.0.1:\(proxy.port)"
            }
            let server = try ChatServer(mock, Program(["serve"], environment: environment))
            let events = try server.chat("#mock tokens=3").rest()
            #expect(events.contains { $0.type == "error" } == !isUsed)
            #expect(proxy.targets == (isUsed ? ["http provider.invalid \(mock.port)"] : []))
        }

        @Test func `the setting overrules the environment, and none is no proxy`() throws {
            let mock = try MockServer()
            var environment = ChatServer.environment(mock, ["OPENAI__PROXY": "none"])
            environment["ALL_PROXY"] = "http://127.0.0.1:9"
            let server = try ChatServer(mock, Program(["serve"], environment: environment))
            #expect(try server.chat("#mock tokens=3").rest().last?.type == "[DONE]")
        }

        @Test(arguments: ["https://127.0.0.1:1", "127.0.0.1", "ftp://127.0.0.1:1", "http://h:1/x"])
        func `what is no usable proxy keeps the server from starting`(proxy: String) throws {
            let run = try Program.run(
                ["check-config"],
                environment: ChatServer.environment(nil, ["OPENAI__PROXY": proxy])
            )
            #expect(run.status == 78)
            #expect(run.error.contains("openai.proxy"))
        }
    }
}
