// libcurl's process-wide state.

internal import CCurl

/// What libcurl needs and tells once per process.
public enum CurlGlobal {
    /// Sets libcurl up; to be called in `main` before any thread starts, because it is not thread-safe everywhere.
    ///
    /// libcurl: `curl_global_init`.
    public static func initialize() {
        // 0.6 MiB that nobody would read.
        ccurl_leave_out_tls_sentences()
        let result = curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        precondition(result == CURLE_OK, "curl_global_init failed: \(CurlError(result))")
    }

    /// The version of the running library with its TLS back end, such as `7.88.1 (OpenSSL/3.0.17, HTTP/2)`.
    public static var version: String {
        guard let info = ccurl_version_info() else { return "unknown" }
        let number = info.pointee.version.map { String(cString: $0) } ?? "?"
        let tls = info.pointee.ssl_version.map { String(cString: $0) } ?? "no TLS"
        let http2 = info.pointee.features & CURL_VERSION_HTTP2 != 0
        return "\(number) (\(tls)\(http2 ? ", HTTP/2" : ""))"
    }
}
