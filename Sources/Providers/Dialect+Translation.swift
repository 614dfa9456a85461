// Who translates for a dialect.

extension Dialect {
    /// A translator of a model call's events; nil where they pass as they are.
    ///
    /// - Parameter unixSeconds: The time of day, which chunks tell.
    public func eventTranslator(unixSeconds: Int) -> (any EventTranslator)? {
        switch self {
        case .openai, .azure: nil
        case .anthropic: AnthropicEventTranslator(unixSeconds: unixSeconds)
        case .gemini: GeminiEventTranslator(unixSeconds: unixSeconds)
        case .responses: ResponsesEventTranslator(unixSeconds: unixSeconds)
        }
    }
}
