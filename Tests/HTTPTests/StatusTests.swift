import HTTP
import Testing

@Suite struct StatusTests {
    @Test(arguments: [
        (Status.continue, 100), (.ok, 200), (.noContent, 204), (.temporaryRedirect, 307),
        (.badRequest, 400), (.unauthorized, 401), (.forbidden, 403), (.notFound, 404),
        (.methodNotAllowed, 405), (.requestTimeout, 408), (.lengthRequired, 411),
        (.contentTooLarge, 413), (.uriTooLong, 414), (.unsupportedMediaType, 415),
        (.expectationFailed, 417), (.unprocessableContent, 422), (.tooManyRequests, 429),
        (.requestHeaderFieldsTooLarge, 431), (.internalServerError, 500), (.notImplemented, 501),
        (.badGateway, 502), (.serviceUnavailable, 503), (.gatewayTimeout, 504),
        (.httpVersionNotSupported, 505),
    ])
    func `a status has the code of its name`(status: Status, code: Int) {
        #expect(status.code == code)
    }

    @Test func `statuses are equal by code alone`() {
        #expect(Status(200, "Fine") == .ok)
        #expect(Set([Status(200, "Fine"), .ok, .noContent]).count == 2)
    }
}
