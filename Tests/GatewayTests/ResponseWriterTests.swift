import HTTP
import Testing

@testable import Gateway

@Suite struct ResponseWriterTests {
    @Test func `the provider's status of success is passed on with its body, not with ours`() {
        for (form, expected) in [(ResponseForm.whole, 201), (.wholeWithFallback, 200)] {
            let outlet = MemoryOutlet()
            var writer = ResponseWriter(to: outlet, as: form)
            writer.status = Status(201, "OK")
            writer.finish()
            #expect(outlet.status?.code == expected)
            #expect(outlet.endings == [.complete])
        }
    }
}
