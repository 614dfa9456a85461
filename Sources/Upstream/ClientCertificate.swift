// What a provider is shown that asks who calls.

internal import CCurl

/// A certificate and its private key, in files.
///
/// The files are read for each connection; the key stays out of the memory of the settings.
public struct ClientCertificate: Sendable, Equatable {
    /// A PEM file of the certificate, with the chain above it.
    public let file: String
    /// The PEM file of the private key, without a passphrase.
    public let keyFile: String

    /// - Parameters:
    ///   - file: The file of the certificate.
    ///   - keyFile: That of the key; nil is the same.
    public init(file: String, keyFile: String?) {
        self.file = file
        self.keyFile = keyFile ?? file
    }

    /// Why a connection could not use them, in words; nil if it can, or if libcurl does not stand on OpenSSL.
    public var problem: String? {
        switch ccurl_judge_client_certificate(file, keyFile) {
        case ccurl_certificate_is_unusable: "\(file) cannot be read or has no certificate as PEM"
        case ccurl_key_is_unusable:
            "\(keyFile) cannot be read or has no private key as PEM without a passphrase"
        case ccurl_key_is_of_another: "the key of \(keyFile) is not that of the certificate"
        default: nil
        }
    }
}
