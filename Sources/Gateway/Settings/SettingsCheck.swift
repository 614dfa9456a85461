// What keeps a server from starting although its settings could be read.

internal import Auth
internal import Chat
public import Configuration
internal import Reactor
internal import Upstream

/// The checks that need more than the settings: keys, addresses, parameters against their limits.
public enum SettingsCheck {
    /// What keeps a server with these settings from starting, beside what keeps them from being read: one line each.
    ///
    /// Binds nothing; whether an address is taken only a start can tell.
    public static func problems(with settings: Settings) -> [String] {
        var problems: [String] = []
        do throws(AuthenticatorError) {
            _ = try Authenticator(settings)
        } catch {
            problems.append("\(error)")
        }
        for provider in settings.allProviders {
            let section = provider.section
            if let problem = ClientCertificate(provider)?.problem {
                problems.append("\(section).client_certificate: \(problem)")
            }
            if provider.clientKey != nil, provider.clientCertificate == nil {
                problems.append("\(section).client_key: needs \(section).client_certificate")
            }
        }
        if let problem = ModelPolicy(settings.modelDefaults).problem {
            problems.append("model_defaults: \(problem)")
        }
        for (index, model) in settings.models.enumerated() {
            if let problem = ModelPolicy(settings.modelDefaults, model).problem {
                problems.append("models[\(index)]: \(problem)")
            }
        }
        var hosts = [("server.host", settings.server.host)]
        if settings.metrics.isEnabled, settings.metrics.port != nil,
            settings.metrics.host != settings.server.host
        {
            hosts.append(("metrics.host", settings.metrics.host))
        }
        for (name, host) in hosts where (try? SocketAddress(host: host, port: 0)) == nil {
            problems.append(
                "\(name): must be an IP address such as 127.0.0.1, 0.0.0.0, ::1 or ::, without brackets"
            )
        }
        return problems
    }
}
