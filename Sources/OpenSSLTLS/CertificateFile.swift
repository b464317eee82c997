import COpenSSL

/// A certificate of our own in its file.
public enum CertificateFile {
    /// When the first certificate of a file in PEM expires, seconds since 1970. Blocks as long as reading takes.
    ///
    /// - Throws: `TLSFailure.file` if it cannot be read or holds no certificate.
    public static func notAfter(_ path: String) throws(TLSFailure) -> Int64 {
        try OwnFile.check(path)
        ERR_clear_error()
        guard let file = BIO_new_file(path, "r") else { throw .file(path, .malformed(OpenSSLErrors.take().text)) }
        defer { BIO_free(file) }
        guard let certificate = PEM_read_bio_X509(file, nil, nil, nil) else {
            throw .file(path, .malformed(OpenSSLErrors.take().text))
        }
        defer { X509_free(certificate) }
        guard let time = CertificateTime(X509_get0_notAfter(certificate)) else {
            throw .file(path, .malformed("its end cannot be read"))
        }
        return time.secondsSince1970
    }
}
