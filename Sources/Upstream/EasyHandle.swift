// One libcurl easy handle, set up for streaming and kept between transfers.

internal import CCurl

/// The owner of a `CURL *`.
///
/// Options that never change are set once, because a handle is used for many transfers; libcurl copies strings, keeps
/// pointers to bodies and header lists. Destroyed with its owner, after it has left its multi handle. It may be used
/// again whatever its last transfer came to: libcurl starts each one from the options.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    // Held because libcurl keeps pointers to both; released after the handle is cleaned up.
    private let share: ShareHandle
    private let headers: HeaderList
    private var ownHeaders: HeaderList?

    init(
        share: ShareHandle,
        headers: HeaderList,
        connectTimeoutMilliseconds: Int,
        caFile: String?
    ) throws(CurlError) {
        guard let pointer = curl_easy_init() else { throw CurlError(CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
        self.share = share
        self.headers = headers
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_NOPROGRESS, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // Waiting for a resolver thread would block the whole loop when a client leaves meanwhile.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeoutMilliseconds)
        try set(CURLOPT_DNS_CACHE_TIMEOUT, 60)
        // BodyDecoder takes the chunked coding off, so that it is known where in a body libcurl stands.
        try set(CURLOPT_HTTP_TRANSFER_DECODING, 0)
        // Below the idle timeouts of common load balancers, so that a kept connection is rarely a dead one.
        try set(CURLOPT_MAXAGE_CONN, 50)
        // The least there is: every open stream holds one, and events of a flood cost no more with it than with 4,096.
        try set(CURLOPT_BUFFERSIZE, 1024)
        try set(CURLOPT_UPLOAD_BUFFERSIZE, Self.uploadBufferByteCount)
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // An empty proxy keeps the environment's from being used unasked.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        // The defaults, said aloud: there is no way to talk to a provider that does not prove who it is.
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        // libcurl reads the file once for each multi handle, not for each connection.
        if let caFile { try set(CURLOPT_CAINFO, caFile) }
        try CurlError.check(ccurl_easy_set_pointer(pointer, CURLOPT_SHARE, share.pointer))
        try CurlError.check(ccurl_easy_set_pointer(pointer, CURLOPT_HTTPHEADER, headers.first))
    }

    deinit { curl_easy_cleanup(pointer) }

    /// Chooses the header lines of the next transfer: those that all share, or nil, or a list of its own.
    func useHeaders(_ own: HeaderList?) throws(CurlError) {
        let list = (own ?? headers).first
        try CurlError.check(ccurl_easy_set_pointer(pointer, CURLOPT_HTTPHEADER, list))
        ownHeaders = own
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_string(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, _ callback: ccurl_data_callback) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_data_callback(pointer, option, callback))
    }

    /// Has the sockets of connections closed by a function, for as long as the connections last.
    func setCloseCallback(
        context: UnsafeMutableRawPointer,
        _ callback: curl_closesocket_callback
    ) throws(CurlError) {
        try set(CURLOPT_CLOSESOCKETDATA, context)
        try CurlError.check(ccurl_easy_set_closesocket_callback(pointer, callback))
    }

    func set(_ option: CURLoption, size: Int) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_size(pointer, option, curl_off_t(size)))
    }

    // The least there is.
    private static let uploadBufferByteCount = 16384

    private static let freeTLSRecords = ccurl_find_ssl_free_buffers()

    /// Frees what a request was sent in, of which each stream over TLS would hold 32 KiB to its end.
    ///
    /// Only to be called once the request has been sent. libcurl 7.88 copies all that goes under TLS into a buffer,
    /// which it frees when it is told the size of the next. OpenSSL lets go of the records that it reads and writes in
    /// after their use; but it takes both to read the session tickets that come at the beginning, and nothing is
    /// written after them.
    func freeSendBuffers() {
        ccurl_easy_set_long(pointer, CURLOPT_UPLOAD_BUFFERSIZE, Self.uploadBufferByteCount)
        if let freeTLSRecords = Self.freeTLSRecords { ccurl_call_with_ssl(pointer, freeTLSRecords) }
    }

    /// Makes libcurl forget a request body whose memory goes.
    func forgetBody() {
        ccurl_easy_set_pointer(pointer, CURLOPT_POSTFIELDS, nil)
    }

    /// The bytes of the body that have been sent.
    var sentBodyByteCount: Int {
        var count: curl_off_t = 0
        ccurl_easy_get_size(pointer, CURLINFO_SIZE_UPLOAD_T, &count)
        return Int(count)
    }
}

/// What the easy handles of one loop share: resolved names and TLS sessions.
///
/// Used by one thread only, so it needs no locks. libcurl: `curl_share_init`.
final class ShareHandle {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlError) {
        guard let pointer = curl_share_init() else { throw CurlError(CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
        for data in [CURL_LOCK_DATA_DNS, CURL_LOCK_DATA_SSL_SESSION] {
            guard ccurl_share_set_data(pointer, data) == CURLSHE_OK else {
                throw CurlError(CURLE_OUT_OF_MEMORY)
            }
        }
    }

    deinit { curl_share_cleanup(pointer) }
}

/// A list of header lines that libcurl reads while transfers run; it does not copy it.
final class HeaderList {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// - Parameter lines: Whole lines without their end; `Name:` removes a header that libcurl would send.
    /// - Throws: Also when a line holds a line end or NUL, with which a value could smuggle in headers.
    init(_ lines: [String]) throws(CurlError) {
        for line in lines {
            guard Self.isLine(line) else {
                throw CurlError(CURLE_BAD_FUNCTION_ARGUMENT)
            }
            guard let longer = curl_slist_append(first, line) else {
                throw CurlError(CURLE_OUT_OF_MEMORY)
            }
            first = longer
        }
    }

    deinit { curl_slist_free_all(first) }

    /// Tells whether a text is one line.
    static func isLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 0 || $0 == 0x0A || $0 == 0x0D }
    }
}
