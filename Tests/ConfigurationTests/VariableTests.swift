// Names of variables and the settings that they stand for.

import Testing

@testable import Configuration

@Suite struct VariableTests {
    @Test(
        arguments: [
            ("MAMBA_SERVER__PORT", "server.port", 2), ("mamba_server__port", "server.port", 2),
            ("MAMBA_AUTH__JWT__SECRET", "auth.jwt.secret", 3), ("MAMBA_MODELS", "models", 1),
            ("MAMBA_", "", 1), ("MAMBA_SERVER_PORT", "server_port", 1),
            ("MAMBA_A___B", "a._b", 2), ("MAMBA___A", ".a", 2), ("MAMBA_A__", "a.", 2),
        ]
    )
    func `two underscores part levels`(name: String, setting: String, depth: Int) {
        let variable = Variable(name, "", source: .environment(name))
        #expect(variable.settingName == setting)
        #expect(variable.depth == depth)
    }

    @Test(arguments: ["OPENAI_API_KEY", "MAMBA", "XMAMBA_A", ""])
    func `names without the prefix are not ours`(name: String) {
        #expect(Variable(name, "", source: .environment(name)).settingName == nil)
    }

    @Test func `each setting is found by the name of its variable`() {
        for setting in Settings.table {
            let variable = Variable(setting.variable, "", source: .commandLine)
            #expect(variable.settingName == setting.name)
        }
    }

    @Test(
        arguments: [
            ("MAMBA_PORT", "tcp://10.0.0.1:80", true), ("MAMBA_SERVICE_HOST", "10.0.0.1", true),
            ("MAMBA_SERVER_SERVICE_PORT", "80", true), ("MAMBA_PORT_80_TCP_ADDR", "10.0.0.1", true),
            ("MAMBA_PORT", "8000", false), ("MAMBA_SERVER_PORT", "8000", false),
        ]
    )
    func `links of Kubernetes are told from mistakes`(name: String, value: String, isLink: Bool) {
        #expect(Variable(name, value, source: .environment(name)).isServiceLink == isLink)
    }
}
