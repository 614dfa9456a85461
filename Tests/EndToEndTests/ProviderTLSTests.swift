// A provider behind TLS, whose certificate is of an authority of its own.

import Foundation
import TestKit
import Testing

extension EndToEndTests {
    @Suite struct ProviderTLSTests {
        @Test func `the authority of the settings is trusted, and no other`() throws {
            let mock = try MockServer()
            let provider = try TLSFront(mock)
            #expect(try check(provider, caFile: provider.authority) == "healthy")
            // Neither without it nor with one that has not signed the certificate.
            #expect(try check(provider, caFile: nil) == "unhealthy")
            let other = try TLSFront(mock)
            #expect(try check(provider, caFile: other.authority) == "unhealthy")
        }

        @Test func `a certificate for another name is not taken`() throws {
            let provider = try TLSFront(MockServer(), name: "127.0.0.2")
            #expect(try check(provider, caFile: provider.authority) == "unhealthy")
        }

        @Test(arguments: ["/nowhere/ca.pem", "/dev/null"])
        func `a file without certificates keeps the server from starting`(path: String) throws {
            let run = try Program.run(
                ["serve", "--set", "openai.ca_file=\(path)"],
                environment: ChatServer.environment(nil)
            )
            #expect(run.status == 78)
            #expect(run.error.contains("openai.ca_file"))
        }

        // Of its kept connections each carries several requests, of which the large one is sent in many parts.
        @Test func `answers arrive whole, of requests small and large`() throws {
            let provider = try TLSFront(MockServer())
            let server = try ChatServer(nil, settings: provider.settings)
            for (id, byteCount) in [10, 300_000, 10, 70_000, 16_384, 10].enumerated() {
                let run = try Program.run([
                    "bench", "--url", server.url, "-c", "4", "--streams", "12", "--tokens", "30",
                    "--interval", "1ms", "--prompt-bytes", "\(byteCount)", "--seed", "\(id)",
                ])
                #expect(run.status == 0, "\(run.output)\(run.error)")
                #expect(run.output.contains("12 complete, 0 aborted, 0 failed"))
            }
        }

        @Test(.disabled(if: Sanitizer.isOn, "a sanitizer has memory of its own"))
        func `a stream keeps no memory of what its request was sent in`() throws {
            let provider = try TLSFront(MockServer())
            let settings = provider.settings.merging(["SERVER__WORKERS": "1"]) { _, last in last }
            let server = try ChatServer(nil, settings: settings)
            // What lasts for the process is taken by the first.
            _ = try server.chat("#mock tokens=1").rest()
            let count = 300
            let run = try Program.run([
                "bench", "--url", server.url, "-c", "\(count)", "--streams", "\(count)",
                "--tokens", "6", "--interval", "500ms", "--ramp", "2s", "--json",
                "--server-pid", "\(server.program.identifier)",
            ])
            #expect(run.status == 0, "\(run.output)\(run.error)")
            let report = try #require(
                try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
            )
            let arm = try #require((report["arms"] as? [[String: Any]])?.first)
            let process = try #require(arm["server"] as? [String: Any])
            let byteCount = try #require(process["bytes_per_stream"] as? Int)
            print("memory of a stream over TLS, in bytes: \(byteCount)")
            // It is some 46 KiB, and more by what handshakes leave behind that a busy machine has all at once; a buffer
            // of OpenSSL's of 16 KiB, or authorities of its own, would make it more than that.
            #expect(byteCount < 60 * 1024)
        }

        private func check(_ provider: TLSFront, caFile: String?) throws -> String? {
            var settings = provider.settings
            settings["OPENAI__CA_FILE"] = caFile
            settings["HEALTH__CHECK_INTERVAL_SECONDS"] = "0"
            let server = try ChatServer(nil, settings: settings)
            return try server.connect().request("GET", "/health").json()["status"] as? String
        }
    }
}
