import COpenSSL
import Glibc

/// What a certificate says about its holder.
public struct PeerCertificate: Hashable, Sendable {
    /// RFC 2253 form, control characters escaped.
    public let subject: String
    public let issuer: String
    public let commonName: String?
    /// DNS names and IP addresses it is for.
    public let names: [String]
    /// Seconds since 1970; nil if unreadable.
    public let notBefore: Int64?
    public let notAfter: Int64?
    /// nil if the key cannot be written down.
    public let pin: PublicKeyPin?

    /// Copies everything out: the certificate may go afterwards.
    init(_ certificate: OpaquePointer) {
        subject = PeerCertificate.text(of: X509_get_subject_name(certificate))
        issuer = PeerCertificate.text(of: X509_get_issuer_name(certificate))
        commonName = PeerCertificate.commonName(of: X509_get_subject_name(certificate))
        names = PeerCertificate.alternativeNames(of: certificate)
        notBefore = CertificateTime(X509_get0_notBefore(certificate))?.secondsSince1970
        notAfter = CertificateTime(X509_get0_notAfter(certificate))?.secondsSince1970
        pin = PeerCertificate.pin(of: certificate)
    }

    /// Whether `wanted` is one of the ways to name the holder. Names compare without case, the subject to the letter.
    func isNamed(_ wanted: String) -> Bool {
        let lowered = wanted.lowercased()
        return subject == wanted || (names + [commonName].compactMap { $0 }).contains { $0.lowercased() == lowered }
    }

    private static func text(of name: OpaquePointer?) -> String {
        guard let name, let memory = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(memory) }
        return tls_name_text(name, memory).map { String(cString: $0) } ?? ""
    }

    /// The last and so most specific one.
    private static func commonName(of name: OpaquePointer?) -> String? {
        var index: Int32 = -1
        while case let next = X509_NAME_get_index_by_NID(name, NID_commonName, index), next >= 0 { index = next }
        guard index >= 0, let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)) else { return nil }
        var octets: UnsafeMutablePointer<UInt8>?
        let length = ASN1_STRING_to_UTF8(&octets, value)
        guard length >= 0, let octets else { return nil }
        defer { CRYPTO_free(octets, #file, #line) }
        return String(decoding: UnsafeBufferPointer(start: octets, count: Int(length)), as: UTF8.self)
    }

    private static func alternativeNames(of certificate: OpaquePointer) -> [String] {
        guard let names = tls_alternative_names(certificate) else { return [] }
        defer { GENERAL_NAMES_free(names) }
        return (0..<tls_name_count(names)).compactMap { index in
            guard let name = tls_name_at(names, index)?.pointee else { return nil }
            switch name.type {
            case GEN_DNS: return String(decoding: octets(of: name.d.dNSName), as: UTF8.self)
            case GEN_IPADD: return address(octets(of: name.d.iPAddress))
            default: return nil
            }
        }
    }

    private static func octets(of string: UnsafePointer<ASN1_STRING>?) -> [UInt8] {
        guard let string, let start = ASN1_STRING_get0_data(string) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string))))
    }

    private static func address(_ octets: [UInt8]) -> String? {
        let family = octets.count == 16 ? AF_INET6 : AF_INET
        guard octets.count == 16 || octets.count == 4 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func pin(of certificate: OpaquePointer) -> PublicKeyPin? {
        var encoded: UnsafeMutablePointer<UInt8>?
        let length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
        guard length > 0, let encoded else { return nil }
        defer { CRYPTO_free(encoded, #file, #line) }
        var digest = [UInt8](repeating: 0, count: PublicKeyPin.length)
        guard EVP_Digest(encoded, Int(length), &digest, nil, EVP_sha256(), nil) == 1 else { return nil }
        return PublicKeyPin(digest: digest)
    }
}

/// A TLS connection that is up, as it is shown.
public struct SecuredPeer: Hashable, Sendable {
    public let certificate: PeerCertificate
    /// `TLSv1.3`
    public let version: String
    /// `TLS_AES_256_GCM_SHA384`
    public let cipher: String
}
