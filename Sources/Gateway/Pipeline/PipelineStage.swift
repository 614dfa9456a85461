// What a stage of the pipeline is.

internal import HTTPServer

/// Sees every request before its handler, and every exchange when it is over.
protocol PipelineStage: AnyObject {
    /// Looks at a request by its head; may add response fields, or answer it, which ends its way.
    func begin(_ exchange: Exchange, _ context: RequestContext) -> StageVerdict
    /// Hears that the exchange is over.
    func end(_ exchange: Exchange, _ context: RequestContext)
}

extension PipelineStage {
    func end(_ exchange: Exchange, _ context: RequestContext) {}
}

/// What becomes of a request after a stage.
enum StageVerdict {
    /// The next stage sees it.
    case proceed
    /// It has been answered.
    case answered
}
