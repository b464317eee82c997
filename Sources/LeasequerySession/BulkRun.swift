import DHCPv6Wire

/// The requestor's side of a Bulk Leasequery connection (RFC 5460 section 6): its queries one after another, each
/// asked when the one before is answered (RX-08; Kea 3.0 loses a second query that arrives together with the first).
///
/// Never does I/O and never asks for the time. After each input the driver carries out `nextAction()` until there is
/// none, and calls `deadlineReached` at or after `deadline`.
public struct BulkRun: Sendable {
    public enum Action: Hashable, Sendable {
        /// Begin the TLS handshake as its client, then call `secured` or `ended`.
        case startTLS
        /// Write these octets, then call `written`.
        case send([UInt8])
        /// Close the connection; nothing that still arrives counts.
        case close
    }

    /// What to do with a message.
    public enum Verdict: Hashable, Sendable {
        /// Hand its bindings on.
        case apply
        /// Hand on all but the clients with the DUID `BulkRun.declinedClient`.
        case applyWithoutDeclined
        /// Sound, and without bindings.
        case nothing
        /// Dropped by a rule.
        case discard
    }

    private enum State: Hashable, Sendable {
        case connecting
        case securing(TLSNegotiation)
        case sending
        case awaitingReply
        case streaming
        case finished
    }

    /// BULK_LQ_DATA_TIMEOUT (RFC 5460 section 6.3).
    public static let defaultDataTimeout = Duration.seconds(300)
    /// What Kea sends as the CLIENTID of a declined lease.
    public static let declinedClient = DUID(octets: [0, 0, 0])

    private let requestor: DUID
    private let transactionIDs: [UInt32]
    private let security: SessionConfiguration.Security
    private let secureTimeout: Duration
    private let dataTimeout: Duration
    private var state = State.connecting
    private var current = 0
    private var hasHeard = false
    private var actions: [Action] = []
    public private(set) var result: BulkResult
    /// As `SessionConfiguration.keepsStatusText`.
    public var keepsStatusText = true
    /// When waiting any longer is in vain; nil while connecting and after the end.
    public private(set) var deadline: Moment?

    /// - Parameters:
    ///   - queries: asked in this order.
    ///   - requestor: our own DUID.
    ///   - security: in secure mode STARTTLS comes first here too: a secure server closes connections without.
    ///   - secureTimeout: for the answer to STARTTLS, and again for the handshake.
    ///   - dataTimeout: how long the connection may take neither a query nor give a message.
    ///   - random: 24 bits of it become the transaction id of STARTTLS and of each query (V-36).
    public init(
        _ queries: [BulkQuery], requestor: DUID, security: SessionConfiguration.Security,
        secureTimeout: Duration = SessionTimers().secure, dataTimeout: Duration = defaultDataTimeout,
        using random: inout some RandomNumberGenerator
    ) {
        self.requestor = requestor
        self.security = security
        self.secureTimeout = secureTimeout
        self.dataTimeout = dataTimeout
        var transactionIDs: [UInt32] = []
        // One more than queries, at the end: STARTTLS has its own.
        while transactionIDs.count <= queries.count {
            let id = UInt32.random(in: 0...0xff_ffff, using: &random)
            if !transactionIDs.contains(id) { transactionIDs.append(id) }
        }
        self.transactionIDs = transactionIDs
        result = BulkResult(reports: queries.map { BulkReport($0) }, end: nil, serverID: nil)
    }

    /// Listens to one query that somebody else asked and wrote.
    public init(observing query: BulkQuery, transactionID: UInt32, requestor: DUID) {
        self.requestor = requestor
        transactionIDs = [transactionID]
        security = .insecure
        secureTimeout = SessionTimers().secure
        dataTimeout = BulkRun.defaultDataTimeout
        result = BulkResult(reports: [BulkReport(query)], end: nil, serverID: nil)
        result.reports[0].outcome = .running
        state = .awaitingReply
    }

    public var isFinished: Bool { state == .finished }

    /// What the driver must do next, each action once and in order.
    public mutating func nextAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    /// The connection is up.
    public mutating func opened(at now: Moment) {
        guard !result.reports.isEmpty else { return close() }
        switch security {
        case .tls:
            let id = ConnectionID(rawValue: 0)
            enter(TLSNegotiation(connection: id, transactionID: transactionIDs[result.reports.count], at: now))
        case .insecure: ask(at: now)
        }
    }

    /// The handshake is complete and the server's certificate accepted.
    public mutating func secured(at now: Moment) {
        guard case .securing(let negotiation) = state, negotiation.stage == .handshaking else { return }
        ask(at: now)
    }

    /// The query was written whole.
    public mutating func written(at now: Moment) {
        guard state == .sending else { return }
        state = .awaitingReply
        deadline = now.advanced(by: dataTimeout)
    }

    /// A message arrived and was decoded.
    ///
    /// - Parameter octetsBehind: how many more were read in one piece with it.
    public mutating func received(
        _ decoder: borrowing MessageDecoder, of message: RawSpan, octetsBehind: Int, at now: Moment
    ) -> Verdict {
        if case .securing(let negotiation) = state {
            return negotiated(decoder.summary, of: message, octetsBehind: octetsBehind, negotiation, at: now)
        }
        hasHeard = true
        guard state == .streaming || state == .awaitingReply || state == .sending else { return .discard }
        let summary = decoder.summary
        switch summary.type {
        case .leasequeryReply: return reply(summary, decoder, message, at: now)
        case .leasequeryData: return data(summary, decoder, message, at: now)
        case .leasequeryDone: return done(summary, message, at: now)
        default: return .discard  // V-06, V-07
        }
    }

    /// A frame arrived whose message cannot be decoded; the frames after it are sound (V-03).
    ///
    /// In clear before TLS it ends the connection.
    public mutating func receivedUnreadable(_ error: WireError, at now: Moment) {
        if case .securing(let negotiation) = state { return fail(negotiation.undecodable(error)) }
        hasHeard = true
        guard current < result.reports.count else { return }
        result.reports[current].unreadable += 1
    }

    /// The connection is gone, or never came up.
    public mutating func ended(_ transport: TransportEnd) {
        guard state != .finished else { return }
        if case .securing(let negotiation) = state { return fail(negotiation.end(transport)) }
        let isOpening = state == .connecting
        fail(isOpening ? ConnectionEnd(opening: transport) : ConnectionEnd(querying: transport, hasHeard: hasHeard))
    }

    /// Nobody wants the answer any more.
    public mutating func giveUp() {
        guard state != .finished else { return }
        fail(.byUser)
    }

    /// What is read can no longer be cut into messages (V-01, V-02).
    public mutating func framingLost(_ error: WireError) {
        guard state != .finished else { return }
        fail(.badFraming(error))
    }

    public mutating func deadlineReached(at now: Moment) {
        guard let deadline, now.uptime >= deadline.uptime else { return }
        if case .securing(let negotiation) = state { return fail(negotiation.timeout(secureTimeout)) }
        fail(state == .sending ? .sendTimeout(dataTimeout) : .receiveTimeout(dataTimeout))
    }
}

extension BulkRun {
    private mutating func negotiated(
        _ summary: MessageSummary, of message: RawSpan, octetsBehind: Int, _ negotiation: TLSNegotiation,
        at now: Moment
    ) -> Verdict {
        var negotiation = negotiation
        if let why = negotiation.take(summary, octets: message, octetsBehind: octetsBehind, at: now) {
            fail(why)
            return .discard
        }
        enter(negotiation)
        return .nothing
    }

    private mutating func enter(_ negotiation: TLSNegotiation) {
        switch negotiation.stage {
        case .asked: actions.append(.send(negotiation.request))
        case .handshaking: actions.append(.startTLS)
        }
        state = .securing(negotiation)
        deadline = negotiation.since.advanced(by: secureTimeout)
    }

    private mutating func reply(
        _ summary: MessageSummary, _ decoder: borrowing MessageDecoder, _ message: RawSpan, at now: Moment
    ) -> Verdict {
        guard state != .streaming, summary.transactionID == transactionIDs[current], let serverID = summary.serverID,
            let clientID = summary.clientID, message.octets(clientID) == requestor.octets
        else { return .discard }  // V-08, V-09, V-10, or a second one
        result.serverID = DUID(octets: message.octets(serverID))
        if let status = summary.status, status != .success {
            finish(.refused(status, text: summary.statusText(in: message, isKept: keepsStatusText)), at: now)
            return summary.clientDataCount > 0 ? .discard : .nothing  // V-11
        }
        guard summary.clientDataCount > 0 else {
            // Nothing matched, whatever the status text says; no LEASEQUERY-DONE follows (RFC 5460 section 6.3).
            finish(.complete, at: now)
            return .nothing
        }
        state = .streaming
        return count(summary, decoder, message, at: now)
    }

    private mutating func data(
        _ summary: MessageSummary, _ decoder: borrowing MessageDecoder, _ message: RawSpan, at now: Moment
    ) -> Verdict {
        guard summary.transactionID == transactionIDs[current] else { return .discard }  // V-16
        guard state == .streaming else {
            fail(.violation(rule: "V-17", "LEASEQUERY-DATA before LEASEQUERY-REPLY"))
            return .discard
        }
        guard summary.clientDataCount > 0 else { return .discard }  // V-15
        return count(summary, decoder, message, at: now)
    }

    private mutating func done(_ summary: MessageSummary, _ message: RawSpan, at now: Moment) -> Verdict {
        guard summary.transactionID == transactionIDs[current] else {
            fail(.violation(rule: "V-18", "LEASEQUERY-DONE for a query that is not outstanding"))
            return .discard
        }
        if let status = summary.status, status != .success {
            finish(.terminated(status, text: summary.statusText(in: message, isKept: keepsStatusText)), at: now)
        } else if state == .streaming {
            finish(.complete, at: now)
        } else {
            fail(.violation(rule: "V-19", "LEASEQUERY-DONE before LEASEQUERY-REPLY"))
            return .discard
        }
        return .nothing
    }

    private mutating func count(
        _ summary: MessageSummary, _ decoder: borrowing MessageDecoder, _ message: RawSpan, at now: Moment
    ) -> Verdict {
        deadline = now.advanced(by: dataTimeout)
        var declined = 0
        if result.reports[current].query.isOnlyAHint {
            for client in decoder.clients.elements where message.octets(client.duid) == BulkRun.declinedClient.octets {
                declined += client.leases.count
            }
        }
        result.reports[current].bindings += decoder.leases.count - declined
        result.reports[current].declined += declined
        result.reports[current].unreadable += Int(summary.unusableStatements)
        return declined == 0 ? .apply : .applyWithoutDeclined
    }

    private mutating func ask(at now: Moment) {
        result.reports[current].outcome = .running
        state = .sending
        deadline = now.advanced(by: dataTimeout)
        let query = result.reports[current].query
        actions.append(.send(query.message(requestor: requestor, transactionID: transactionIDs[current]).framed()))
    }

    /// The query in hand is over; the next one follows unless the outcome says that it would fare no better.
    private mutating func finish(_ outcome: BulkOutcome, at now: Moment) {
        result.reports[current].outcome = outcome
        guard outcome.allowsNext, current + 1 < result.reports.count else { return close() }
        current += 1
        ask(at: now)
    }

    private mutating func fail(_ why: ConnectionEnd) {
        result.end = why
        switch state {
        case .connecting, .securing: break
        case .sending, .awaitingReply, .streaming, .finished: result.reports[current].outcome = .cut(why)
        }
        close()
    }

    private mutating func close() {
        state = .finished
        deadline = nil
        actions.append(.close)
    }
}

extension BulkOutcome {
    /// Whether another query on the same connection may do better: a wrong link or identifier says nothing about
    /// the next one, a refusal of this requestor or a failing server does.
    fileprivate var allowsNext: Bool {
        switch self {
        case .complete: true
        case .refused(let status, _): status == .notConfigured || status == .malformedQuery
        case .notAsked, .running, .terminated, .cut: false
        }
    }
}
