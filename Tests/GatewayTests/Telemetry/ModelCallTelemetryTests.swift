// Where the provider stands, as spans tell it.

import Testing

@testable import Gateway

@Suite struct ModelCallTelemetryTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", "api.openai.com", 443), ("http://a", "a", 80),
        ("HTTPS://a:8443/v1", "a", 8443), ("http://127.0.0.1:9/v1", "127.0.0.1", 9),
        ("http://[::1]/v1", "[::1]", 80), ("https://[::1]:8080", "[::1]", 8080),
    ])
    func `the address of a base URL`(url: String, host: String, port: Int) {
        let address = ServerAddress(baseURL: url)
        #expect(address.host == host)
        #expect(address.port == port)
    }
}
