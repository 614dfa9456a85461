// Whether the provider has the models that the settings name.

internal import Bytes
internal import Chat
internal import Configuration
internal import Reactor
internal import Upstream

/// What a provider says when it is asked for its models.
public struct ProviderReport: Sendable, Equatable {
    /// A model of the settings that the provider does not list.
    public struct Missing: Sendable, Equatable, CustomStringConvertible {
        /// The setting that names it.
        public let setting: String
        /// The provider's name of it.
        public let model: String

        /// Both, for people.
        public var description: String { "\(setting): the provider does not list \(model)" }
    }

    /// Why the provider cannot be asked, or refuses to be; nil if it answers.
    public var failure: String?
    /// How many models it lists; nil if it has no list.
    public var modelCount: Int?
    /// The models of the settings that are not among them.
    public var missing: [Missing] = []
}

/// Asks the provider once for its models and compares them with those of the settings.
///
/// By a client of its own, so that nothing of it is left behind and the health check's answer stays its own.
final class ModelListCheck {
    private let upstream: UpstreamClient
    private var fetch: Fetch?

    /// Routers that offer hundreds of models describe each.
    private static let byteCountMax = 8 * 1024 * 1024

    /// - Parameter done: Gets the report on a later turn, unless the check is closed before.
    /// - Throws: When libcurl lacks memory.
    init(
        on loop: Loop,
        _ settings: Settings,
        done: @escaping (ProviderReport) -> Void
    ) throws(CurlError) {
        upstream = try UpstreamClient(on: loop, configuration: .init(settings.mainProvider))
        do throws(UpstreamFailure) {
            fetch = try Fetch(
                settings.mainProvider.modelListURL,
                by: upstream,
                on: loop,
                within: settings.health.timeout,
                byteCountMax: Self.byteCountMax
            ) { outcome, body in
                done(ProviderReport(outcome, body, settings))
            }
        } catch {
            let failure = "\(error)"
            loop.afterTurn { done(ProviderReport(failure: failure)) }
        }
    }

    /// Gives up what runs.
    func close() {
        fetch?.cancel()
        fetch = nil
        upstream.close()
    }
}

extension ProviderReport {
    fileprivate init(_ outcome: Fetch.Outcome, _ body: Span<UInt8>, _ settings: Settings) {
        switch outcome {
        case .timedOut: failure = "no answer within \(settings.health.timeout)"
        case .failed(let cause): failure = "\(cause)"
        // A provider without a list of models is there all the same.
        case .answered(404, _), .answered(405, _): break
        case .answered(200..<300, _):
            guard let list = ModelList(body) else { return }
            modelCount = list.count
            missing = settings.namedModels.filter { !list.has($0.model) }
        case .answered(let status, _): failure = "GET /models was answered with \(status)"
        }
    }
}

extension Settings {
    /// The provider's models that the settings name, each with the setting that does.
    fileprivate var namedModels: [ProviderReport.Missing] {
        let catalog = ModelCatalog(self)
        var choices = catalog.models.enumerated().map { index, model in
            ("models[\(index)]", model.targets)
        }
        choices.append(("openai.default_model", catalog.defaultChoice.targets))
        choices.append(("title.model", catalog.configuredChoice(title.model).targets))
        var named: [ProviderReport.Missing] = []
        for (setting, targets) in choices {
            // The list is that of one provider.
            for target in targets where target.provider == mainProvider.name {
                named.append(ProviderReport.Missing(setting: setting, model: target.model))
            }
        }
        return named
    }
}
