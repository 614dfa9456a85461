// One libcurl easy handle, set up to open connections and to carry their bytes.

internal import CCurl
internal import Timing

/// The owner of a `CURL *` that opens a connection and then stands for it: `CURLOPT_CONNECT_ONLY`.
///
/// Options that never change are set once, because a handle opens many connections one after the other; libcurl copies
/// strings. Destroyed with its owner, after it has left its multi handle.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    // Held because libcurl keeps a pointer to it; released after the handle is cleaned up.
    private let share: ShareHandle
    private let errorText: UnsafeMutablePointer<CChar>

    /// The functions of OpenSSL that the running libcurl stands on, if it does.
    static let openSSL: ccurl_openssl = {
        let found = ccurl_find_openssl()
        ccurl_use_openssl(found)
        return found
    }()

    convenience init(
        share: ShareHandle,
        _ configuration: UpstreamClient.Configuration
    ) throws(CurlError) {
        let authorities = configuration.caFile.map { Authorities(file: $0) }
        try self.init(share: share, configuration, authorities ?? .ofSystem)
    }

    init(
        share: ShareHandle,
        _ configuration: UpstreamClient.Configuration,
        _ authorities: Authorities
    ) throws(CurlError) {
        guard let pointer = curl_easy_init() else { throw CurlError(CURLE_OUT_OF_MEMORY) }
        self.pointer = pointer
        self.share = share
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, errorText)
        try set(CURLOPT_CONNECT_ONLY, 1)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_NOPROGRESS, 1)
        // No other protocol is offered in the handshake (ALPN).
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // Waiting for a resolver thread would block the whole loop when a client leaves meanwhile.
        try set(CURLOPT_QUICK_EXIT, 1)
        let timeout = configuration.connectTimeout.wholeNanoseconds / 1_000_000
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(clamping: timeout))
        try set(CURLOPT_DNS_CACHE_TIMEOUT, 60)
        try set(CURLOPT_BUFFERSIZE, Self.connectBufferByteCount)
        try set(CURLOPT_TCP_NODELAY, 1)
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // An empty one keeps libcurl from reading the environment, which the settings have read; of it libcurl still
        // reads `NO_PROXY`, which it alone knows how to compare.
        try set(CURLOPT_PROXY, configuration.proxy ?? "")
        // Through a proxy a connection leads to the provider, not to the proxy, for plain HTTP too.
        try set(CURLOPT_HTTPPROXYTUNNEL, 1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        // RFC 9325 section 3.1.1; libcurl's own default is 1.0.
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        // The defaults, said aloud: there is no way to talk to a provider that does not prove who it is.
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_CAINFO, authorities.file)
        try set(CURLOPT_CAPATH, authorities.directory)
        if let certificate = configuration.clientCertificate {
            try set(CURLOPT_SSLCERT, certificate.file)
            try set(CURLOPT_SSLKEY, certificate.keyFile)
        }
        try CurlError.check(ccurl_easy_set_ssl_context(pointer, Self.openSSL))
        try CurlError.check(ccurl_easy_set_pointer(pointer, CURLOPT_SHARE, share.pointer))
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorText.deallocate()
    }

    /// The least there is: libcurl allocates so much for a connection until it is open.
    private static let connectBufferByteCount = 1024
    /// The most bytes that one read of an open connection brings.
    static let readByteCountMax = 16 * 1024

    /// Sets the most bytes of a read, which libcurl takes from the size of a buffer that it has no use for any more.
    func setReadSize(isOpen: Bool) {
        let size = isOpen ? Self.readByteCountMax : Self.connectBufferByteCount
        ccurl_easy_set_long(pointer, CURLOPT_BUFFERSIZE, size)
    }

    /// The sentence of libcurl or the TLS library about the last failure, such as `certificate has expired`.
    var errorSentence: String? {
        errorText.pointee == 0 ? nil : Self.withReason(String(cString: errorText))
    }

    /// A sentence in which OpenSSL's code of an error is put in words alone.
    ///
    /// Such as `error:0A000102:lib(20)::reason(258)`, or with names once they have been brought in.
    static func withReason(_ sentence: String) -> String {
        guard let begin = sentence.firstRange(of: "error:") else { return sentence }
        let parts = sentence[begin.upperBound...].split(
            separator: ":",
            maxSplits: 3,
            omittingEmptySubsequences: false
        )
        guard parts.count == 4, let code = UInt(parts[0], radix: 16),
            let reason = ccurl_tls_reason(code)
        else { return sentence }
        let rest = parts[3].drop { $0 != "," }
        return "\(sentence[..<begin.lowerBound])\(String(cString: reason))\(rest)"
    }

    /// Forgets the sentence about the last failure.
    func forgetError() { errorText.pointee = 0 }

    func set(_ option: CURLoption, _ value: Int) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: String?) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_string(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) throws(CurlError) {
        try CurlError.check(ccurl_easy_set_pointer(pointer, option, value))
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
