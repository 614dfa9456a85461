// Where a server stops to keep up: a search that decides and does nothing itself.

/// Looks for the highest level of load that passes, by growing it until it fails and then halving the distance.
///
/// ``next`` tells the level to try; ``record(passed:)`` takes what came of it. Levels are rates or numbers of streams.
struct KneeSearch {
    /// The bounds of a search.
    struct Bounds {
        /// The first level, above zero.
        var first: Double
        /// The highest level that is tried.
        var last: Double
        /// What a level is multiplied by as long as all pass, above one.
        var factor = 2.0
        /// The distance between what passes and what fails, as a share of the former, at which it is enough.
        var precision = 0.1
        /// Tells whether levels are whole numbers.
        var isWhole = true
    }

    private let bounds: Bounds

    /// The level to try; nil when the search is over.
    private(set) var next: Double?
    /// The highest level that has passed, if one has.
    private(set) var passed: Double?
    /// The lowest level that has failed, if one has.
    private(set) var failed: Double?

    init(_ bounds: Bounds) {
        precondition(bounds.first > 0 && bounds.factor > 1, "a search goes upwards from above zero")
        self.bounds = bounds
        next = min(bounds.first, bounds.last)
    }

    /// Takes what came of the level ``next``.
    mutating func record(passed isPassed: Bool) {
        guard let level = next else { return }
        if isPassed { passed = level } else { failed = level }
        next = choose()
    }

    private func choose() -> Double? {
        switch (passed, failed) {
        case (nil, nil): return bounds.first
        case (let passed?, nil):
            guard passed < bounds.last else { return nil }
            let level = rounded(passed * bounds.factor)
            return min(max(level, bounds.isWhole ? passed + 1 : level), bounds.last)
        // Not even the first level passes: a tenth of it is not what was asked for.
        case (nil, _): return nil
        case (let passed?, let failed?):
            guard failed - passed > passed * bounds.precision else { return nil }
            let middle = rounded((passed + failed) / 2)
            return middle > passed && middle < failed ? middle : nil
        }
    }

    private func rounded(_ level: Double) -> Double { bounds.isWhole ? level.rounded() : level }

    /// Tells whether the highest level allowed has passed, so that the knee lies above it.
    var isOpenEnded: Bool { failed == nil && passed == bounds.last }
}
