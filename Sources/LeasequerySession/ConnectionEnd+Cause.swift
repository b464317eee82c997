extension ConnectionEnd {
    /// Why connections end, without particulars: what ends are counted by.
    public enum Cause: Int, CaseIterable, Hashable, Sendable {
        /// TCP did not come up.
        case unreachable
        /// STARTTLS was not answered, refused, or ended the connection.
        case startTLS
        /// The handshake or the encryption failed.
        case tls
        /// The server closed without a word on our query.
        case closedWithoutAnswer
        /// The server closed, or the connection broke.
        case closedByServer
        /// ACTIVE_LQ_RCV_TIMEOUT: nothing was heard.
        case silence
        /// BULK_LQ_DATA_TIMEOUT: the query could not be written.
        case unwritable
        /// The server ended the query.
        case terminated
        /// The server refused the query.
        case refused
        /// The server broke the protocol.
        case violation
        case byUser
    }

    public var cause: Cause {
        switch self {
        case .unreachable, .connectTimeout: .unreachable
        case .noAnswerToStartTLS, .closedOnStartTLS, .tlsRefused: .startTLS
        case .handshakeTimeout, .tls: .tls
        case .closedWithoutAnswer: .closedWithoutAnswer
        case .closedByServer: .closedByServer
        case .receiveTimeout: .silence
        case .sendTimeout: .unwritable
        case .terminated: .terminated
        case .refused: .refused
        case .injection, .badFraming, .violation: .violation
        case .byUser: .byUser
        }
    }
}
