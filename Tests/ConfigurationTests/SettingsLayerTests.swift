// What a source says: unknown names, misshapen sections, unreadable texts.

import Testing

@testable import Configuration

@Suite struct SettingsLayerTests {
    @Test(arguments: ["", "\n", "# comment\n", "---\n", "~"])
    func `a file that says nothing is no problem`(text: String) {
        #expect(Loading(shared: text).problems().isEmpty)
    }

    @Test(
        arguments: [
            ("- a\n- b\n", "must be a section with keys below it (config.yaml line 1)"),
            ("just a text", "must be a section with keys below it (config.yaml line 1)"),
            ("server:\n", "server: must be a section with keys below it (config.yaml line 1)"),
            (
                "a: 1\nserver:\n  cors: ~\n",
                "server.cors: must be a section with keys below it (config.yaml line 3)"
            ),
            ("title: [1]\n", "title: must be a section with keys below it (config.yaml line 1)"),
            (
                "server:\n  port: [1\n",
                "did not find expected ',' or ']', column 1 (config.yaml line 3)"
            ),
            (
                "server: {port: 1}\nserver: {port: 2}\n",
                "duplicate key, first on line 1, column 1 (config.yaml line 2)"
            ),
            (
                "servr:\n  port: 1\n",
                "servr: is not a known key; did you mean server? (config.yaml line 1)"
            ),
            (
                "server:\n  port:\n    x: 1\n",
                "server.port = {x: 1}: must be an integer from 0 to 65535 (config.yaml line 2)"
            ),
            ("server.port: 1\n", "server.port: is not a known key (config.yaml line 1)"),
            ("'': 1\n", "is not a known key (config.yaml line 1)"),
            (
                "server: {cors.allowed_methods: []}\n",
                "server.cors.allowed_methods: is not a known key (config.yaml line 1)"
            ),
        ]
    )
    func `a misshapen file is refused with the place`(text: String, problem: String) {
        #expect(Loading(shared: text).problems().last == problem)
    }

    @Test(arguments: ["MAMBA_FOO", "MAMBA_TITLE__FOO", "MAMBA_FOO__BAR", "MAMBA_"])
    func `an unknown variable is a warning`(name: String) throws {
        let loaded = try Loading(environment: [name: "1"]).load()
        #expect(loaded.warnings.count == 1)
        #expect(loaded.warnings.first?.hasPrefix("\(name) is not a known key") == true)
        #expect(loaded.settings.title == Settings().title)
    }

    @Test(
        arguments: [
            ("MAMBA_SERVER_PORT", "MAMBA_SERVER__PORT"),
            ("MAMBA_OPENAI_API_KEY", "MAMBA_OPENAI__API_KEY"),
            ("MAMBA_AUTH__API_KEY", "MAMBA_AUTH__API_KEYS"),
            ("mamba_server__prot", "MAMBA_SERVER__PORT"),
        ]
    )
    func `an unknown variable is told the nearest name`(name: String, nearest: String) throws {
        let warnings = try Loading(environment: [name: "1"]).load().warnings
        #expect(
            warnings == [
                "\(name.uppercased()) is not a known key; did you mean \(nearest)?"
                    + " (environment \(name))"
            ]
        )
    }

    @Test func `variables of others and links of Kubernetes are passed over`() throws {
        let environment = [
            "PATH": "/bin", "AUTH_MODE": "api_key", "JWT_SECRET": "s", "LOG_LEVEL": "DEBUG",
            "MAMBA_PORT": "tcp://10.0.0.1:80", "MAMBA_SERVICE_HOST": "10.0.0.1",
        ]
        let loaded = try Loading(environment: environment).load()
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.settings.auth.mode == .none)
        #expect(loaded.settings.openai.baseURL == Settings().openai.baseURL)
    }

    @Test func `an unknown key in the JSON of a variable is a warning`() throws {
        let environment = ["MAMBA_TITLE": #"{"max_length": 20, "modl": "m"}"#]
        let loaded = try Loading(environment: environment).load()
        #expect(loaded.settings.title.maxLength == 20)
        #expect(
            loaded.warnings == [
                "title.modl is not a known key; did you mean title.model? (environment MAMBA_TITLE)"
            ]
        )
    }

    @Test(
        arguments: [
            ("MAMBA_SERVER", "1", "server: must be a section with keys below it"),
            ("MAMBA_SERVER", "", "server: must be JSON: expecting a value at byte 0"),
            ("MAMBA_SERVER", "null", "server: must be a section with keys below it"),
            ("MAMBA_MODELS", "gpt-4o", "models: must be JSON: expecting a value at byte 0"),
            (
                "MAMBA_SERVER__CORS", #"{"allowed_methods": "GET"}"#,
                #"server.cors.allowed_methods = "GET": must be a list, each element a token"#
                    + " of RFC 9110, or *"
            ),
            ("MAMBA_AUTH__API_KEYS", #"[{"key": "k"}]"#, "auth.api_keys[0].name: is required"),
        ]
    )
    func `a section or list in a variable must have its shape`(
        name: String,
        value: String,
        problem: String
    ) {
        #expect(
            Loading(environment: [name: value]).problems()
                == ["\(problem) (environment \(name))"]
        )
    }

    @Test func `numbers and words of JSON are taken as such`() throws {
        let json = #"{"host": "h", "port": 8001, "timeout_seconds": 1.5}"#
        let server = try Loading(environment: ["MAMBA_SERVER": json]).load().settings.server
        #expect(server.host == "h")
        #expect(server.port == 8001)
        #expect(server.timeout == .milliseconds(1500))
    }

    @Test func `the command line takes dotted names`() throws {
        let commandLine = ["server.port": "9", "server.cors.allowed_methods": #"["GET"]"#]
        let server = try Loading(commandLine: commandLine).load().settings.server
        #expect(server.port == 9)
        #expect(server.cors.allowedMethods == ["GET"])
    }

    @Test func `the command line takes no sections and no unknown names`() {
        #expect(
            Loading(commandLine: ["server": "{}", "server.hots": "h"]).problems() == [
                "server: is not a known key (command line)",
                "server.hots: is not a known key; did you mean server.host? (command line)",
            ]
        )
    }
}
