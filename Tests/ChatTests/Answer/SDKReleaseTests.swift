import Chat
import Testing

@Suite struct SDKReleaseTests {
    @Test(
        arguments: [
            ("5.0.92", SDKRelease(5, 0, 92)), ("6", SDKRelease(6, 0, 0)),
            ("7.1", SDKRelease(7, 1, 0)),
            ("05.00.007", SDKRelease(5, 0, 7)), ("999999.0.0", SDKRelease(999_999, 0, 0)),
        ]
    )
    func `a version is up to three numbers`(text: String, release: SDKRelease) {
        #expect(SDKRelease(text) == release)
    }

    @Test(arguments: [
        "", ".", "6.", ".6", "6.0.0.0", "v6", "6.0.0-beta.1", "6.0.0 ", "1000000.0.0", "٦", "-1",
        "+6", "latest",
    ])
    func `anything else is none`(text: String) {
        #expect(SDKRelease(text) == nil)
    }

    @Test func `releases are in the order of their numbers`() {
        let texts = ["4.3.19", "5.0.0", "5.0.7", "5.0.92", "5.1.0", "6.0.0", "7.0.77", "10.0.0"]
        let releases = texts.compactMap { SDKRelease($0) }
        #expect(releases.reversed().sorted() == releases)
        #expect(releases.count == texts.count)
    }
}
