// What a program says to requests; the server does the rest.

public import Bytes
public import HTTP

/// The program behind a server: decides about requests and answers them, on the server's loop.
public protocol HTTPApplication: AnyObject {
    /// Decides about a request by its head, before its body is read.
    func decide(about exchange: Exchange, head: RequestHead) -> Admission
    /// Tells whether a request is answered although there is no place for its connection.
    func isAnsweredWhenFull(_ head: RequestHead) -> Bool
    /// Answers a request whose body is complete; at once or later.
    func answer(_ exchange: Exchange, head: RequestHead, body: consuming ByteBuffer)
    /// Answers what was no valid request; the connection is closed afterwards.
    func reject(_ exchange: Exchange, error: HTTPError)
    /// Hears that an exchange is over, once for each, after its last byte went out or its client left.
    func exchangeEnded(_ exchange: Exchange)
    /// Hears that a server which accepts no more has no connection left.
    func serverDidEmpty()
}

extension HTTPApplication {
    /// None is, unless the application says so.
    public func isAnsweredWhenFull(_ head: RequestHead) -> Bool { false }
}

/// What becomes of a request after its head.
public enum Admission: Sendable {
    /// The body may come, up to a number of bytes.
    case admitted(bodyByteCountMax: Int)
    /// The request has been answered by its head alone; a short body is read and dropped, for a longer one the
    /// connection ends, when the client has sent it or has had its time.
    case answered
}

/// Hears of the client while its answer is not complete.
public protocol ExchangeObserver: AnyObject {
    /// The client has left, or the server has cut the response; nothing can be sent any more.
    func clientLeft(_ exchange: Exchange)
    /// A part of what waited for the client, or all of it, has been handed to the kernel.
    func clientTookOutput(_ exchange: Exchange)
}
