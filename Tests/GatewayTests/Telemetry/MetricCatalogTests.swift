// Whether labels name all that there is.

import Auth
import Chat
import Configuration
import Log
import Metrics
import Testing
import Upstream

@testable import Gateway

@Suite struct MetricCatalogTests {
    @Test func `every error of an answer is an outcome, and its cause of a cancel is known`() {
        for error in ChatError.allCases {
            #expect(MetricCatalog.outcomes.contains(error.code))
            #expect(MetricCatalog.cancelCauses.contains(error.cancelCause))
            if let phase = error.timedOutPhase { #expect(MetricCatalog.phases.contains(phase)) }
        }
    }

    @Test(arguments: [
        AuthFailure.missingCredentials, .repeatedField, .notBearer, .unknownAPIKey, .tokenTooLong,
        .malformedToken, .malformedHeader, .wrongAlgorithm, .unsupportedHeader, .malformedPayload,
        .wrongSignature, .expired, .notYetValid, .wrongClaim(.aud),
    ])
    func `every refusal of a caller has a reason that is listed`(failure: AuthFailure) {
        #expect(AuthFailure.metricReasons.contains(failure.metricReason))
    }

    @Test func `names and labels are told apart`() {
        let families = WorkerMetrics(models: measured("a")).families
        #expect(Set(families.map(\.description.name)).count == families.count)
        for family in families {
            #expect(Set(family.series).count == family.series.count, "\(family.description.name)")
        }
    }

    @Test func `all workers have the same series in the same order`() {
        let first = WorkerMetrics(models: measured("a", "b")).families
        let second = WorkerMetrics(models: measured("a", "b")).families
        for (left, right) in zip(first, second) { #expect(left.series == right.series) }
    }
}
