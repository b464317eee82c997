/// Where the feed of one server stands: an active leasequery (RFC 7653 section 8), or polls (RFC 5460).
public enum FeedPhase: Hashable, Sendable {
    /// Nothing has been tried yet, or the user stopped it.
    case stopped
    /// No connection, or a poll that failed; the next attempt is due at this moment.
    case waiting(until: Moment)
    /// TCP is being opened.
    case connecting
    /// STARTTLS was sent or the TLS handshake is under way (secure mode).
    case securing
    /// TCP is up and the query on its way or written; the LEASEQUERY-REPLY is not there yet.
    case awaitingReply
    /// The server sends what changed since our LQ_START_TIME, and live changes among it.
    case catchingUp
    /// Every message is news.
    case live
    /// Poll mode: bulk queries are being asked.
    case polling
    /// Poll mode: the last poll was answered to the end; the next is due at this moment.
    case polled(next: Moment)
}
