import HTTP
import Testing

@Suite struct RequestTargetTests {
    /// A target and what it is read as.
    struct Case: CustomTestStringConvertible {
        let target: String
        let path: String
        var rawPath: String?
        var query: String?
        var authority: String?
        let why: String

        var testDescription: String { "\(target): \(why)" }
    }

    static let cases: [Case] = [
        Case(target: "/", path: "/", why: "the root"),
        Case(target: "/models", path: "/models", why: "a plain path"),
        Case(target: "/mod%65ls", path: "/models", rawPath: "/mod%65ls", why: "decoded"),
        Case(target: "/%C3%a9", path: "/é", rawPath: "/%C3%a9", why: "decoded as UTF-8"),
        Case(target: "/%FF", path: "/\u{FFFD}", rawPath: "/%FF", why: "malformed UTF-8"),
        Case(target: "/%00", path: "/\0", rawPath: "/%00", why: "any byte can be encoded"),
        Case(target: "/%2541", path: "/%41", rawPath: "/%2541", why: "decoded once"),
        Case(target: "/a+b", path: "/a+b", why: "plus is itself in a path"),
        Case(target: "//models", path: "//models", why: "empty segments stay"),
        Case(target: "/x/../models", path: "/x/../models", why: "dot segments stay"),
        Case(
            target: "/x/%2e%2e/models",
            path: "/x/../models",
            rawPath: "/x/%2e%2e/models",
            why: "encoded dot segments stay too"
        ),
        Case(target: "/a?b=c", path: "/a", query: "b=c", why: "a query"),
        Case(target: "/a?", path: "/a", query: "", why: "an empty query"),
        Case(target: "/a?b?c", path: "/a", query: "b?c", why: "the first question mark counts"),
        Case(target: "/a?%zz", path: "/a", query: "%zz", why: "a query is not decoded here"),
        Case(
            target: "/a%3Fb",
            path: "/a?b",
            rawPath: "/a%3Fb",
            why: "an encoded question mark begins no query"
        ),
        Case(target: "/http://b/", path: "/http://b/", why: "origin form whatever follows"),
        Case(target: "http://b", path: "/", authority: "b", why: "an absolute form, path left out"),
        Case(target: "http://b/c?d", path: "/c", query: "d", authority: "b", why: "absolute"),
        Case(target: "http://b?d", path: "/", query: "d", authority: "b", why: "no path"),
        Case(target: "http://b?d/e", path: "/", query: "d/e", authority: "b", why: "no path"),
        Case(target: "HTTPS://b:1/c", path: "/c", authority: "b:1", why: "schemes have no case"),
        Case(target: "http://[::1]:80/c", path: "/c", authority: "[::1]:80", why: "an address"),
    ]

    @Test(arguments: cases)
    func `a target is taken apart`(row: Case) throws {
        let head = try parsedHead("GET \(row.target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.path == row.path)
        #expect(head.target.rawPath == row.rawPath ?? row.path)
        #expect(head.query == row.query)
        #expect(head.target.authority == row.authority)
        #expect(head.authority == row.authority ?? "a")
    }

    @Test func `the asterisk of OPTIONS is the server`() throws {
        let head = try parsedHead("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.method == .options)
        #expect(head.path == "*")
        #expect(head.query == nil)
    }

    @Test(arguments: [
        ("a=1", "a", "1" as String?), ("a=1&a=2", "a", "1"), ("b=2&a=1", "a", "1"),
        ("a", "a", ""), ("a=", "a", ""), ("a=b=c", "a", "b=c"), ("aa=1", "a", nil), ("", "a", nil),
        ("&&a=1", "a", "1"), ("a=x+y%20z", "a", "x y z"), ("%61=1", "a", "1"),
        ("a=%C3%A9", "a", "é"),
        ("a=%", "a", "%"), ("a=%4", "a", "%4"), ("a=%zz", "a", "%zz"), ("a+b=1", "a b", "1"),
        ("A=1", "a", nil), ("=1", "", "1"),
    ])
    func `an item of a query is found by name`(query: String, name: String, value: String?) throws {
        let head = try parsedHead("GET /?\(query) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.target.queryItem(name) == value)
    }

    @Test func `without a query there is no item`() throws {
        let head = try parsedHead("GET /a=1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(head.target.queryItem("a") == nil)
    }
}
