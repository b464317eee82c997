import DHCPv6Wire

/// Secure mode (RFC 7653 section 8.2): from TCP up to a query over TLS.
extension ServerSession {
    /// STARTTLS is the first message of the connection.
    mutating func askForTLS(
        on id: ConnectionID, roundTrip: Duration?, at now: Moment, into output: inout SessionOutput
    ) {
        var negotiation = TLSNegotiation(connection: id, transactionID: someTransactionID(), at: now)
        negotiation.roundTrip = roundTrip
        output.actions.append(.send(negotiation.request, id))
        enter(.securing(negotiation), at: now, into: &output)
    }

    mutating func negotiated(
        _ message: MessageSummary, octets: RawSpan, octetsBehind: Int, _ negotiation: TLSNegotiation, at now: Moment,
        into output: inout SessionOutput
    ) -> Verdict {
        var negotiation = negotiation
        if let why = negotiation.take(message, octets: octets, octetsBehind: octetsBehind, at: now) {
            close(negotiation.connection, why, at: now, into: &output)
            return .reject
        }
        output.actions.append(.startTLS(negotiation.connection))
        enter(.securing(negotiation), at: now, into: &output)
        return .secure
    }

    /// The handshake is complete and the server's certificate accepted: asks the query. Whether the server accepts
    /// ours is certain only when it says something: under TLS 1.3 it checks last.
    public mutating func secured(
        _ id: ConnectionID, peer: PeerIdentity, at now: Moment, into output: inout SessionOutput
    ) {
        guard case .securing(let negotiation) = state, negotiation.connection == id,
            negotiation.stage == .handshaking
        else { return }
        output.events.append(.secured(peer, at: now))
        ask(on: id, after: negotiation.transactionID, roundTrip: negotiation.roundTrip, at: now, into: &output)
    }
}
