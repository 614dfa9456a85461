// Which source wins, what stands in for what is absent, and that all errors come at once.

import Testing

@testable import Configuration

@Suite struct SettingsLoaderTests {
    @Test func `without sources all settings are the defaults`() throws {
        let loaded = try Loading(hasProviderKey: false, requiresProviderKey: false).load()
        #expect(loaded.settings == Settings())
        #expect(loaded.origins.isEmpty)
        #expect(loaded.warnings.isEmpty)
    }

    @Test(arguments: 0..<32)
    func `each source overrules all that are below it`(present: Int) throws {
        var loading = Loading()
        var expected = (50, nil as SettingSource?)
        if present & 1 != 0 {
            loading.shared = "title:\n  max_length: 11\n"
            expected = (11, .file("config.yaml", line: 2))
        }
        if present & 2 != 0 {
            loading.local = "title: {max_length: 12}\n"
            expected = (12, .file("config.local.yaml", line: 1))
        }
        if present & 4 != 0 {
            loading.dotEnv = "MAMBA_TITLE__MAX_LENGTH=13"
            expected = (13, .dotEnv("MAMBA_TITLE__MAX_LENGTH", line: 1))
        }
        if present & 8 != 0 {
            loading.environment["MAMBA_TITLE__MAX_LENGTH"] = "14"
            expected = (14, .environment("MAMBA_TITLE__MAX_LENGTH"))
        }
        if present & 16 != 0 {
            loading.commandLine["title.max_length"] = "15"
            expected = (15, .commandLine)
        }
        let loaded = try loading.load()
        #expect(loaded.settings.title.maxLength == expected.0)
        #expect(loaded.origins["title.max_length"] == expected.1)
    }

    @Test func `files are merged key by key and lists are replaced`() throws {
        let loading = Loading(
            local: "server:\n  cors:\n    allowed_origins: [http://local.example]\n",
            shared: """
                server:
                  port: 9000
                  cors:
                    allowed_origins: [http://a.example, http://b.example]
                    allowed_methods: [GET]
                """
        )
        let server = try loading.load().settings.server
        #expect(server.port == 9000)
        #expect(server.cors.allowedOrigins == ["http://local.example"])
        #expect(server.cors.allowedMethods == ["GET"])
        #expect(server.cors.allowedHeaders == Settings().server.cors.allowedHeaders)
    }

    @Test func `null in a higher file takes back what a lower one says`() throws {
        let loading = Loading(
            local: "auth: {jwt: {issuer: null}}",
            shared: "auth: {jwt: {issuer: i}}"
        )
        #expect(try loading.load().settings.auth.jwt.issuer == nil)
    }

    @Test func `a wrong value that is overruled does not matter`() {
        let loading = Loading(
            environment: ["MAMBA_TITLE__MAX_LENGTH": "30"],
            shared: "title: {max_length: many}"
        )
        #expect(loading.problems().isEmpty)
    }

    @Test func `a wrong value is told of even while an option overrules it`() {
        var sources = SettingsSources()
        sources.environment = ["OPENAI_API_KEY": "k", "MAMBA_SERVER__PORT": "abc"]
        sources.commandLine = ["server.port": "9000"]
        let error = #expect(throws: SettingsError.self) { try SettingsLoader.load(sources) }
        #expect(error?.problems.map(\.key) == ["server.port"])
    }

    @Test func `a nested variable overrules an object`() throws {
        let loading = Loading(
            environment: [
                "MAMBA_TITLE": #"{"max_length": 22, "model": "j"}"#,
                "MAMBA_TITLE__MAX_LENGTH": "33",
            ]
        )
        let title = try loading.load().settings.title
        #expect(title.maxLength == 33)
        #expect(title.model == "j")
    }

    @Test func `an object in the environment overrules a nested variable in the file`() throws {
        let loading = Loading(
            environment: ["MAMBA_TITLE": #"{"max_length": 22}"#],
            dotEnv: "MAMBA_TITLE__MAX_LENGTH=33\nMAMBA_TITLE__MODEL=m"
        )
        let title = try loading.load().settings.title
        #expect(title.maxLength == 22)
        #expect(title.model == "m")
    }

    @Test func `of two spellings of a variable the one in upper case counts`() throws {
        let environment = ["MAMBA_TITLE__MODEL": "upper", "mamba_title__model": "lower"]
        #expect(try Loading(environment: environment).load().settings.title.model == "upper")
    }

    @Test func `lists and objects in variables are JSON`() throws {
        let loading = Loading(
            environment: [
                "MAMBA_SERVER__CORS__ALLOWED_ORIGINS": #"["*"]"#,
                "MAMBA_AUTH__API_KEYS": #"[{"key": "key two é", "name": "two"}]"#,
                "MAMBA_MODELS":
                    #"[{"id":"openai/e","name":"E","provider":"openai","openai_model":"e"}]"#,
            ]
        )
        let settings = try loading.load().settings
        #expect(settings.server.cors.allowedOrigins == ["*"])
        #expect(settings.auth.apiKeys == [Settings.APIKey(key: Secret("key two é"), name: "two")])
        #expect(settings.models.map(\.id) == ["openai/e"])
    }

    @Test func `a list in a file is a list and no JSON text`() {
        let loading = Loading(shared: "server: {cors: {allowed_origins: '[\"*\"]'}}")
        #expect(loading.problems().count == 1)
    }

    @Test func `an empty list of models is the shipped list`() throws {
        #expect(try Loading(shared: "models: []").load().settings.models == Settings.Model.shipped)
    }

    @Test func `without configured models there are two`() {
        #expect(Settings().models.map(\.id) == ["openai/gpt-4o", "openai/gpt-4o-mini"])
    }

    struct KeyCase: Sendable {
        let environment: [String: String]
        var dotEnv: String?
        var shared: String?
        let key: String
        let source: SettingSource
    }

    @Test(
        arguments: [
            KeyCase(
                environment: ["OPENAI_API_KEY": "p"],
                key: "p",
                source: .environment("OPENAI_API_KEY")
            ),
            KeyCase(
                environment: ["openai_api_key": "p"],
                key: "p",
                source: .environment("openai_api_key")
            ),
            KeyCase(
                environment: [:],
                dotEnv: "OPENAI_API_KEY=d",
                key: "d",
                source: .dotEnv("OPENAI_API_KEY", line: 1)
            ),
            KeyCase(
                environment: ["OPENAI_API_KEY": "p"],
                dotEnv: "OPENAI_API_KEY=d",
                key: "p",
                source: .environment("OPENAI_API_KEY")
            ),
            KeyCase(
                environment: ["OPENAI_API_KEY": "p", "MAMBA_OPENAI__API_KEY": "m"],
                key: "m",
                source: .environment("MAMBA_OPENAI__API_KEY")
            ),
            KeyCase(
                environment: ["OPENAI_API_KEY": "p", "MAMBA_OPENAI__API_KEY": ""],
                key: "p",
                source: .environment("OPENAI_API_KEY")
            ),
            KeyCase(
                environment: ["OPENAI_API_KEY": "p"],
                shared: "openai: {api_key: y}",
                key: "y",
                source: .file("config.yaml", line: 1)
            ),
            KeyCase(
                environment: ["OPENAI_API_KEY": "p"],
                shared: "openai: {api_key: ''}",
                key: "p",
                source: .environment("OPENAI_API_KEY")
            ),
            KeyCase(
                environment: ["OPENAI_API_KEY": "p"],
                shared: "openai: {api_key: ~}",
                key: "p",
                source: .environment("OPENAI_API_KEY")
            ),
        ]
    )
    func `the plain variable counts where the setting is empty`(given: KeyCase) throws {
        let loading = Loading(
            environment: given.environment,
            dotEnv: given.dotEnv,
            shared: given.shared,
            hasProviderKey: false
        )
        let loaded = try loading.load()
        #expect(loaded.settings.openai.apiKey == Secret(given.key))
        #expect(loaded.origins["openai.api_key"] == given.source)
    }

    @Test func `organization and project have plain variables too`() throws {
        let environment = ["OPENAI_ORG_ID": "org", "OPENAI_PROJECT_ID": "proj"]
        let openai = try Loading(environment: environment).load().settings.openai
        #expect(openai.organization == "org")
        #expect(openai.project == "proj")
    }

    @Test(
        arguments: [
            ([:], 60, 60, 60),
            (["MAMBA_OPENAI__TIMEOUT_SECONDS": "90"], 90, 90, 90),
            (["MAMBA_OPENAI__IDLE_TIMEOUT_SECONDS": "5"], 60, 60, 5),
            (
                [
                    "MAMBA_OPENAI__TIMEOUT_SECONDS": "90",
                    "MAMBA_OPENAI__FIRST_TOKEN_TIMEOUT_SECONDS": "7",
                ], 90, 7, 90
            ),
            (
                [
                    "MAMBA_OPENAI__TIMEOUT_SECONDS": "90",
                    "MAMBA_OPENAI__IDLE_TIMEOUT_SECONDS": "",
                ], 90, 90, 90
            ),
        ] as [([String: String], Int, Int, Int)]
    )
    func `the limits of silence start from the one timeout`(
        environment: [String: String],
        timeout: Int,
        firstToken: Int,
        idle: Int
    ) throws {
        let shared = "openai: {first_token_timeout_seconds: ~, idle_timeout_seconds: ~}"
        let openai = try Loading(environment: environment, shared: shared).load().settings.openai
        #expect(openai.timeout == .seconds(timeout))
        #expect(openai.firstTokenTimeout == .seconds(firstToken))
        #expect(openai.idleTimeout == .seconds(idle))
    }

    @Test func `all problems are reported at once, each with key, value, source and bounds`() {
        let loading = Loading(
            environment: [
                "MAMBA_SERVER__PORT": "abc", "MAMBA_TITLE__TIMEOUT_MS": "30001",
                "MAMBA_AUTH__API_KEYS": "k1,k2", "MAMBA_HEALTH__OPENAI_CHECK_ENABLED": "maybe",
            ],
            dotEnv: "MAMBA_LOGGING__FORMAT=xml",
            local: "models:\n  - id: a\n    name: b\n    provider: c\n",
            shared: "title:\n  max_length: 9\nserver:\n  prot: 1\nauth:\n  mode: NONE\n",
            commandLine: ["server.worker": "2"],
            hasProviderKey: false
        )
        #expect(
            loading.problems() == [
                "server.prot: is not a known key; did you mean server.port? (config.yaml line 4)",
                "auth.api_keys: must be JSON: expecting a value at byte 0"
                    + " (environment MAMBA_AUTH__API_KEYS)",
                "server.worker: is not a known key; did you mean server.workers? (command line)",
                #"server.port = "abc": must be an integer from 0 to 65535"#
                    + " (environment MAMBA_SERVER__PORT)",
                #"auth.mode = "NONE": must be one of none, api_key, jwt (config.yaml line 6)"#,
                "models[0].openai_model: is required (config.local.yaml line 2)",
                #"logging.format = "xml": must be one of json, text"#
                    + " (.env line 1, MAMBA_LOGGING__FORMAT)",
                #"health.openai_check_enabled = "maybe": must be true or false"#
                    + " (environment MAMBA_HEALTH__OPENAI_CHECK_ENABLED)",
                "title.max_length = 9: must be an integer from 10 to 200 (config.yaml line 2)",
                #"title.timeout_ms = "30001": must be an integer from 1000 to 30000"#
                    + " (environment MAMBA_TITLE__TIMEOUT_MS)",
                "openai.api_key: OPENAI_API_KEY environment variable or openai.api_key config is"
                    + " required",
            ]
        )
    }

    @Test func `no secret is in any problem, warning or report`() {
        let loading = Loading(
            environment: [
                "MAMBA_AUTH__API_KEYS": #"["hunter2"]"#, "MAMBA_OPENAI": "hunter2",
                "MAMBA_AUTH": #"{"jwt": "hunter2"}"#, "MAMBA_OPENAI__API_KEY": "hunter2\n",
            ],
            local: "openai: hunter2",
            shared: "auth:\n  jwt: {secret: [hunter2]}\n  api_keys: {hunter2: 1}\n"
        )
        do {
            _ = try loading.load()
            Issue.record("nothing was refused")
        } catch {
            #expect(error.problems.count >= 5)
            #expect(!error.description.contains("hunter2"))
            #expect(!error.warnings.joined().contains("hunter2"))
        }
    }

    @Test func `lines of the file that were skipped are warnings`() throws {
        let warnings = try Loading(dotEnv: "A=1\nnonsense\n").load().warnings
        #expect(warnings == [".env line 2 is not an assignment and was skipped"])
    }
}
