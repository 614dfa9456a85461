// The proxy before the provider, by the setting and by the environment.

import Testing

@testable import Configuration

@Suite struct ProxySettingTests {
    @Test(arguments: [
        ("http://proxy:3128", "http://proxy:3128"), ("http://proxy:3128/", "http://proxy:3128"),
        ("proxy.example.com:80", "http://proxy.example.com:80"), ("HTTP://p:1", "http://p:1"),
        ("socks5h://u:p%40ss@10.0.0.1:1080", "socks5h://u:p%40ss@10.0.0.1:1080"),
        ("socks5://[::1]:1080", "socks5://[::1]:1080"), ("socks4a://p:1", "socks4a://p:1"),
        ("socks4://p:1", "socks4://p:1"), ("https://proxy:3128", nil), ("ftp://proxy:1", nil),
        ("http://proxy", nil), ("http://[::1]", nil), ("http://proxy:0", nil), ("http://:1", nil),
        ("http://proxy:1/path", nil), ("http://proxy:1?q", nil), ("http://pro xy:1", nil),
        ("", nil),
    ])
    func `a proxy has a scheme that is known and a port`(text: String, expected: String?) {
        #expect(ProxyURL.normalized(text) == expected)
    }

    private static let environments: [(String, [String: String], String?)] = [
        ("https://api.example.com", ["https_proxy": "a:1", "HTTPS_PROXY": "b:1"], "https_proxy"),
        ("https://api.example.com", ["HTTPS_PROXY": "b:1", "all_proxy": "c:1"], "HTTPS_PROXY"),
        ("https://api.example.com", ["ALL_PROXY": "d:1"], "ALL_PROXY"),
        ("https://api.example.com", ["http_proxy": "a:1"], nil),
        ("https://api.example.com", ["https_proxy": "", "ALL_PROXY": "d:1"], nil),
        ("http://api.example.com", ["http_proxy": "a:1", "HTTPS_PROXY": "b:1"], "http_proxy"),
        ("http://api.example.com", ["HTTP_PROXY": "a:1"], nil),
        ("http://127.0.0.1:1/v1", ["ALL_PROXY": "d:1"], nil),
        ("http://127.example.com/v1", ["ALL_PROXY": "d:1"], "ALL_PROXY"),
        ("http://localhost:1/v1", ["ALL_PROXY": "d:1"], nil),
        ("http://[::1]:1/v1", ["ALL_PROXY": "d:1"], nil),
        ("http://10.0.0.1/v1", ["ALL_PROXY": "d:1"], "ALL_PROXY"),
    ]

    @Test(arguments: environments)
    func `the environment names a proxy`(
        url: String,
        environment: [String: String],
        expected: String?
    ) {
        #expect(ProxyURL.variable(for: url, in: environment)?.name == expected)
    }

    @Test func `the setting counts before the environment, and its address is shown`() throws {
        let environment = [
            "HTTPS_PROXY": "http://u:s3cret@p:1", "MAMBA_OPENAI__BASE_URL": "https://a.example.com",
        ]
        let loaded = try Loading(environment: environment).load()
        #expect(loaded.settings.openai.proxy == .server(Secret("http://u:s3cret@p:1")))
        let report = SettingsReport.text(loaded)
        #expect(report.contains("proxy: \"http://‹redacted›@p:1\""))
        #expect(report.contains("HTTPS_PROXY"))
        #expect(!report.contains("s3cret"))
        let direct = Loading(environment: environment, shared: "openai: {proxy: none}")
        #expect(try direct.load().settings.openai.proxy == .direct)
        let own = Loading(environment: environment, shared: "openai: {proxy: 'q:2'}")
        #expect(try own.load().settings.openai.proxy == .server(Secret("http://q:2")))
    }

    @Test func `a proxy that cannot be used is told by its variable, without its password`() {
        let problems = Loading(environment: ["HTTPS_PROXY": "https://u:s3cret@p:1"]).problems()
        #expect(problems.count == 1)
        #expect(problems[0].contains("must be none, or a URL"))
        #expect(problems[0].contains("HTTPS_PROXY"))
        #expect(!problems[0].contains("s3cret"))
    }

    @Test(arguments: [
        ("http://u:p@h:1", "p"), ("http://u:a:b@h:1", "a:b"), ("http://u@h:1", nil),
        ("http://h:1", nil), ("http://:p@h:1", "p"),
    ])
    func `the password is found`(url: String, password: String?) {
        #expect(Secret(url).userPassword == password)
    }
}
