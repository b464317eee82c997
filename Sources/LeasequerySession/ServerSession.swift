import DHCPv6Wire

/// All state of one configured server across connections: when to connect, what to ask, what an answer means, when
/// to try again (RFC 7653 section 8).
///
/// It knows no socket, no clock and no source of randomness: the driver says what happened and when, carries out the
/// actions in order, hands the events on, and calls `deadlineReached` when `deadline` has come. Inputs about a
/// connection that is no longer the session's are ignored, so a driver need not guard against late callbacks.
public struct ServerSession: Sendable {
    enum State: Hashable, Sendable {
        case stopped
        case waiting(until: Moment)
        case connecting(ConnectionID, since: Moment)
        case securing(TLSNegotiation)
        case querying(ActiveQuery)
        /// Poll mode: bulk queries are being asked.
        case polling(Poll)
        /// Poll mode: the last poll was answered to the end.
        case polled(next: Moment)
    }

    public let configuration: SessionConfiguration
    /// What the next connection starts from.
    public internal(set) var resume: ResumePoint
    /// Server's clock against ours, from all its messages.
    public internal(set) var skew = SkewEstimator()
    /// Whether what is being received was read as soon as it came, as far as the driver knows: if not, its base times
    /// bound the skew on one side only.
    public var isReadingPromptly = true
    private(set) var state = State.stopped
    var retry: RetrySchedule
    var bulk: BulkDuty
    /// What the last active connection taught about the server.
    var support = ActiveSupport.unknown
    /// The bulk run that is to teach it.
    var probe: BulkID?
    private var connections: UInt32 = 0
    var random: any RandomNumberGenerator & Sendable

    /// - Parameters:
    ///   - resume: what an earlier session left, if its bindings are still held.
    ///   - random: for transaction ids and for the jitter between attempts.
    public init(
        _ configuration: SessionConfiguration, resuming resume: ResumePoint = ResumePoint(),
        random: any RandomNumberGenerator & Sendable
    ) {
        self.configuration = configuration
        self.resume = resume
        self.random = random
        retry = RetrySchedule(floor: configuration.timers.retry, ceiling: configuration.timers.retryCeiling)
        bulk = BulkDuty(configuration.timers)
    }

    public var phase: FeedPhase {
        switch state {
        case .stopped: .stopped
        case .waiting(let until): .waiting(until: until)
        case .connecting: .connecting
        case .securing: .securing
        case .querying(let query): query.phase
        case .polling: .polling
        case .polled(let next): .polled(next: next)
        }
    }

    /// The one next time at which `deadlineReached` must be called; only its uptime counts.
    public var deadline: Moment? {
        guard let mine = activeDeadline else { return nil }
        guard let bulkDeadline, bulkDeadline.uptime < mine.uptime else { return mine }
        return bulkDeadline
    }

    /// The deadline of the active connection, or of the next attempt at one.
    private var activeDeadline: Moment? {
        let timers = configuration.timers
        return switch state {
        // A bulk run has timers of its own.
        case .stopped, .polling: nil
        case .waiting(let until): until
        case .polled(let next): next
        case .connecting(_, let since): since.advanced(by: timers.connect)
        case .securing(let negotiation): negotiation.since.advanced(by: timers.secure)
        case .querying(let query):
            query.timedFrom.advanced(by: query.stage == .sending ? timers.send : timers.receive)
        }
    }

    // MARK: The user

    /// Connects or polls now; nothing if the session is already started.
    public mutating func start(at now: Moment, into output: inout SessionOutput) {
        guard state == .stopped else { return }
        begin(at: now, into: &output)
    }

    /// Leaves whatever is going on and connects or polls now: the one attempt that need not wait for its time.
    public mutating func reconnect(at now: Moment, into output: inout SessionOutput) {
        leave(at: now, into: &output)
        know(.unknown, at: now, into: &output)
        retry.forgive()
        hurryBulk(at: now)
        begin(at: now, into: &output)
    }

    /// Closes and stays closed until `start` or `reconnect`; what is saved stays.
    public mutating func stop(at now: Moment, into output: inout SessionOutput) {
        leave(at: now, into: &output)
        stopBulk(at: now, into: &output)
        enter(.stopped, at: now, into: &output)
    }

    // MARK: Time

    /// Acts on the deadline if it has come; too early a call does nothing.
    public mutating func deadlineReached(at now: Moment, into output: inout SessionOutput) {
        if let bulkDeadline, now.uptime >= bulkDeadline.uptime { beginBulk(at: now, into: &output) }
        guard let activeDeadline, now.uptime >= activeDeadline.uptime else { return }
        let timers = configuration.timers
        switch state {
        case .stopped, .polling: break
        case .waiting, .polled: begin(at: now, into: &output)
        case .connecting(let id, _): close(id, .connectTimeout, at: now, into: &output)
        case .securing(let negotiation):
            close(negotiation.connection, negotiation.timeout(timers.secure), at: now, into: &output)
        case .querying(let query):
            let why: ConnectionEnd =
                query.stage == .sending ? .sendTimeout(timers.send) : .receiveTimeout(timers.receive)
            close(query.connection, why, at: now, into: &output)
        }
    }

    // MARK: The transport

    /// The connection is up: asks for TLS in secure mode, and else the query in clear.
    ///
    /// - Parameter roundTrip: of the path as far as the transport knows it, for the bounds of the skew.
    public mutating func opened(
        _ id: ConnectionID, roundTrip: Duration? = nil, at now: Moment, into output: inout SessionOutput
    ) {
        guard case .connecting(id, _) = state else { return }
        output.events.append(.connected(at: now))
        switch configuration.security {
        case .tls: askForTLS(on: id, roundTrip: roundTrip, at: now, into: &output)
        case .insecure: ask(on: id, roundTrip: roundTrip, at: now, into: &output)
        }
    }

    /// Asks for everything since what is saved, or for news only.
    ///
    /// - Parameter used: the transaction id of the message before on this connection.
    mutating func ask(
        on id: ConnectionID, after used: UInt32? = nil, roundTrip: Duration?, at now: Moment,
        into output: inout SessionOutput
    ) {
        let transactionID = someTransactionID(otherThan: used)
        skew.connected(queryAt: now, roundTrip: roundTrip)
        output.actions.append(
            .send(
                QueryForm.activeLeasequery(
                    transactionID: transactionID, ownDUID: configuration.ownDUID, start: resume.saved), id))
        let query = ActiveQuery(connection: id, transactionID: transactionID, start: resume.saved, at: now)
        enter(.querying(query), at: now, into: &output)
    }

    /// The last octet of the query has left: from now on the server is to speak.
    public mutating func queryWritten(_ id: ConnectionID, at now: Moment) {
        guard case .querying(var query) = state, query.connection == id, query.stage == .sending else { return }
        query.stage = .awaitingReply
        query.timedFrom = now
        state = .querying(query)
    }

    /// The connection is gone, or never came up.
    public mutating func ended(
        _ id: ConnectionID, _ transport: TransportEnd, at now: Moment, into output: inout SessionOutput
    ) {
        switch state {
        case .connecting(id, _):
            end(ConnectionEnd(opening: transport), at: now, into: &output)
        case .securing(let negotiation) where negotiation.connection == id:
            end(negotiation.end(transport), at: now, into: &output)
        case .querying(let query) where query.connection == id:
            end(ConnectionEnd(querying: transport, hasHeard: query.hasHeard), at: now, into: &output)
        case .stopped, .waiting, .connecting, .securing, .querying, .polling, .polled: break
        }
    }

    /// No more frames can be found in what the server sends (V-01), or it ended inside one (V-02).
    public mutating func framingLost(
        _ id: ConnectionID, _ error: WireError, at now: Moment, into output: inout SessionOutput
    ) {
        guard id == talking else { return }
        close(id, .badFraming(error), at: now, into: &output)
    }

    /// Whether the server has accepted the active query: bulk queries come after it.
    var isAccepted: Bool {
        guard case .querying(let query) = state else { return false }
        return query.isAccepted
    }

    /// The connection on which the server may say something.
    private var talking: ConnectionID? {
        switch state {
        case .stopped, .waiting, .connecting, .polling, .polled: nil
        case .securing(let negotiation): negotiation.connection
        case .querying(let query): query.connection
        }
    }

    // MARK: Steps

    /// 24 random bits (RFC 8415 section 16.1), but not those of another message of the connection.
    mutating func someTransactionID(otherThan used: UInt32? = nil) -> UInt32 {
        while true {
            let id = UInt32.random(in: 0...0xff_ffff, using: &random)
            if id != used { return id }
        }
    }

    private mutating func begin(at now: Moment, into output: inout SessionOutput) {
        switch configuration.mode {
        case .active: connect(at: now, into: &output)
        case .poll(let interval): poll(every: interval, at: now, into: &output)
        }
    }

    private mutating func connect(at now: Moment, into output: inout SessionOutput) {
        if stopProbe(into: &output) { know(.nothingAnswered, at: now, into: &output) }
        connections += 1
        let id = ConnectionID(rawValue: connections)
        retry.attempted(at: now)
        output.actions.append(.open(id))
        enter(.connecting(id, since: now), at: now, into: &output)
    }

    private mutating func leave(at now: Moment, into output: inout SessionOutput) {
        stopProbe(into: &output)
        switch state {
        case .stopped, .waiting, .polled: return
        case .polling: return stopPoll(at: now, into: &output)
        case .connecting(let id, _): output.actions.append(.close(id))
        case .securing(let negotiation): output.actions.append(.close(negotiation.connection))
        case .querying(let query): output.actions.append(.close(query.connection))
        }
        output.events.append(.ended(.byUser, at: now))
    }

    mutating func close(
        _ id: ConnectionID, _ why: ConnectionEnd, at now: Moment, into output: inout SessionOutput
    ) {
        output.actions.append(.close(id))
        end(why, at: now, into: &output)
    }

    private mutating func end(_ why: ConnectionEnd, at now: Moment, into output: inout SessionOutput) {
        output.events.append(.ended(why, at: now))
        learn(from: why, at: now, into: &output)
        retryLater(isLasting: why.isLasting || support.isOnlyBulk, at: now, into: &output)
    }

    mutating func retryLater(isLasting: Bool, at now: Moment, into output: inout SessionOutput) {
        let until = retry.next(after: now, isLasting: isLasting, using: &random)
        enter(.waiting(until: until), at: now, into: &output)
    }

    /// The only way to another state: tells the phase if it is another.
    mutating func enter(_ next: State, at now: Moment, into output: inout SessionOutput) {
        let before = phase
        state = next
        if phase != before { output.events.append(.phase(phase, at: now)) }
    }

    /// Stores what changed about the query without looking at the phase: the way of every message.
    @inline(__always)
    mutating func update(_ query: ActiveQuery) {
        state = .querying(query)
    }
}
