// Whose word is taken for who a provider is.

internal import CCurl

/// The certificates of the authorities that a provider's certificate is judged by.
///
/// Of a file or of a directory, never of both: libcurl keeps what it has read for all connections of a multi handle
/// only if a file is all there is (`CURLOPT_CA_CACHE_TIMEOUT`), and whoever names a file wants no other authority.
struct Authorities: Equatable {
    /// A PEM file of certificates.
    let file: String?
    /// A directory in OpenSSL's form, which is looked through at each handshake.
    let directory: String?

    /// The authorities of a file.
    init(file: String) {
        self.file = file
        directory = nil
    }

    /// Those of a directory if the file is not there; OpenSSL's own if neither is known.
    init(file: String?, orDirectory directory: String?) {
        self.file = file.flatMap { ccurl_can_read($0) == 0 ? nil : $0 }
        self.directory = self.file == nil ? directory : nil
    }

    /// Those that libcurl was built to trust.
    static let ofSystem: Authorities = {
        let info = ccurl_version_info()
        return Authorities(
            file: info?.pointee.cainfo.map { String(cString: $0) },
            orDirectory: info?.pointee.capath.map { String(cString: $0) }
        )
    }()
}
