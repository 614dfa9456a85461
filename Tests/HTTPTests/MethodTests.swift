import HTTP
import Testing

@Suite struct MethodTests {
    @Test(arguments: [
        ("GET", Method.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
        ("OPTIONS", .options), ("PATCH", .patch), ("TRACE", .trace),
        ("PROPFIND", .other("PROPFIND")),
        ("get", .other("get")), ("GETT", .other("GETT")), ("M-X!", .other("M-X!")),
    ])
    func `a method is known by its exact name`(name: String, method: Method) throws {
        let head = try parsedHead("\(name) / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.method == method)
        #expect(head.method.description == name)
    }
}
