import COpenSSL

/// What OpenSSL left in this thread's queue of errors. The queue is shared by all connections of an event loop, so
/// every call that may fail is preceded by `ERR_clear_error`.
struct OpenSSLErrors {
    /// The library's own number of the oldest error's reason, if the TLS layer reported it.
    let tlsReason: Int32?
    let text: String

    /// Takes the oldest error, which is the cause, and empties the queue.
    static func take() -> OpenSSLErrors {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0 else { return OpenSSLErrors(tlsReason: nil, text: "no reason given") }
        let text = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
        return OpenSSLErrors(tlsReason: ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : nil, text: text)
    }

    /// What they mean for a connection whose peer's certificate was accepted, or not asked for yet.
    var failure: TLSFailure {
        guard let tlsReason else { return .notTLS(text) }
        if let alert = UInt8(exactly: tlsReason - SSL_AD_REASON_OFFSET) { return .alert(TLSAlert(rawValue: alert)) }
        switch tlsReason {
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE: return .refusedPeer(.missing)
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_SHARED_CIPHER, SSL_R_NO_PROTOCOLS_AVAILABLE,
            SSL_R_VERSION_TOO_LOW, SSL_R_NO_SHARED_GROUPS, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
            SSL_R_DH_KEY_TOO_SMALL,
            SSL_R_WRONG_CIPHER_RETURNED, SSL_R_WRONG_SSL_VERSION, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return .noCommonGround(text)
        default: return .notTLS(text)
        }
    }
}
