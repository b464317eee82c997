import DHCPv6Wire

/// The server's side of one accepted connection: RFC 7653 section 9 and RFC 5460 section 7 as a value.
///
/// It is told what happened and when, and appends what to do to a `ResponderOutput`. It never reads a clock, never
/// waits and knows no socket. After every call its `deadline` is the one time at which `deadlineReached` is due; after
/// an `end` nothing more may be called.
public struct ResponderSession: Sendable {
    private enum State {
        /// Secure mode, in clear: STARTTLS is due, and nothing else; since this uptime.
        case new(since: UInt64)
        /// STARTTLS is answered, the handshake under way.
        case securing(since: UInt64)
        /// No query yet, or a bulk query is complete; since this uptime.
        case ready(since: UInt64)
        case bulk(BulkRun)
        case active(ActiveStream)
        case ended
    }

    private let rules: SessionRules
    private var state: State
    /// Uptime of the last message of an active query.
    private var lastSent: UInt64
    /// Uptime since which nothing can be written.
    private var blockedSince: UInt64?
    private var report = ClientReport()
    /// Whether STARTTLS is to be accepted if it comes.
    private var canSecure = true
    /// Whether one more query of this requestor may run; false refuses the next one (RFC 7653 section 9.4).
    public var mayQuery = true

    public init(_ rules: SessionRules, at now: ServerMoment) {
        self.rules = rules
        state = rules.needsTLS ? .new(since: now.uptime) : .ready(since: now.uptime)
        lastSent = now.uptime
    }

    /// Whether an active query is being answered.
    public var isActive: Bool { if case .active = state { true } else { false } }

    /// Whether a query of either kind is being answered.
    public var isQuerying: Bool {
        switch state {
        case .active, .bulk: true
        case .new, .securing, .ready, .ended: false
        }
    }

    /// Uptime since which the requestor has been expected to secure the connection or to ask; nil if it has asked.
    public var idleSince: UInt64? {
        switch state {
        case .new(let since), .securing(let since), .ready(let since): since
        case .active, .bulk, .ended: nil
        }
    }

    /// Whether the next message may be handed in: bulk queries are answered one after another (RFC 5460 section 7.3).
    public var isReceptive: Bool {
        switch state {
        case .new, .ready, .active: true
        case .securing, .bulk, .ended: false
        }
    }

    /// Uptime in nanoseconds; nil if the connection has ended.
    public var deadline: UInt64? {
        switch state {
        case .new(let since), .securing(let since): since + UInt64(rules.secureTimeout.nanoseconds)
        case .ready(let since): since + UInt64(rules.bulkTimeout.nanoseconds)
        case .bulk: blockedSince.map { $0 + UInt64(rules.bulkTimeout.nanoseconds) }
        case .active:
            if let blockedSince {
                blockedSince + UInt64(rules.sendTimeout.nanoseconds)
            } else {
                lastSent + UInt64(rules.keepalive.nanoseconds)
            }
        case .ended: nil
        }
    }

    /// The connection can be written to again, or no longer.
    public mutating func writabilityChanged(_ isWritable: Bool, at now: ServerMoment) {
        blockedSince = isWritable ? nil : blockedSince ?? now.uptime
    }

    /// Says what there is to say, about `room` octets at most, and of a bulk answer no more than a few milliseconds'
    /// work. Call it when the book has changed or the connection can be written to.
    ///
    /// - Returns: whether there is more to say at once.
    @discardableResult
    public mutating func proceed(
        at now: ServerMoment, from book: LeaseBook, room: Int, into output: inout ResponderOutput
    ) -> Bool {
        switch state {
        case .active(var stream):
            let isComplete = stream.proceed(at: now, from: book, room: room, report: &report, into: &output)
            state = .active(stream)
            if output.messages > 0 { lastSent = now.uptime }
            return !isComplete
        case .bulk(var run):
            let isComplete = run.proceed(at: now, from: book, room: room, report: &report, into: &output)
            state = isComplete ? .ready(since: now.uptime) : .bulk(run)
            return !isComplete
        case .new, .securing, .ready, .ended: return false
        }
    }

    /// The time that `deadline` named has come.
    public mutating func deadlineReached(
        at now: ServerMoment, from book: LeaseBook, into output: inout ResponderOutput
    ) {
        guard let deadline, now.uptime >= deadline else { return }
        switch state {
        case .new, .securing: end(.notSecured(rules.secureTimeout), into: &output)
        case .ready: end(.idle(rules.bulkTimeout), into: &output)
        case .bulk: end(.blocked(rules.bulkTimeout), into: &output)
        case .active where blockedSince != nil: end(.blocked(rules.sendTimeout), into: &output)
        case .active(let stream):
            stream.keepAlive(at: now, from: book.history, into: &output)
            lastSent = now.uptime
        case .ended: break
        }
    }

    /// The server stops: whoever has a query is told, and that is the last message (RFC 7653 section 8.4).
    public mutating func shutDown(at now: ServerMoment, from book: LeaseBook, into output: inout ResponderOutput) {
        switch state {
        case .active(let stream): stream.terminate(at: now, from: book.history, into: &output)
        case .bulk(let run): run.terminate(at: now, into: &output)
        case .new, .securing, .ready, .ended: break
        }
        end(.shutDown, into: &output)
    }

    /// The files for TLS are of no use at the moment: STARTTLS will be refused, and nothing else served (RFC 7653
    /// section 9.1).
    public mutating func tlsUnavailable() { canSecure = false }

    /// The handshake is complete and the requestor's certificate accepted.
    public mutating func secured(at now: ServerMoment) {
        if case .securing = state { state = .ready(since: now.uptime) }
    }

    private mutating func end(_ why: ResponderEnd, into output: inout ResponderOutput) {
        state = .ended
        output.end = why
    }
}

// What the requestor says.
extension ResponderSession {
    /// Takes one message, a frame without its length. Call `proceed` afterwards.
    ///
    /// - Parameter octetsBehind: how many more octets have been read behind it.
    public mutating func received(
        _ octets: RawSpan, octetsBehind: Int, at now: ServerMoment, from book: LeaseBook,
        into output: inout ResponderOutput
    ) {
        let message: OwnedMessage
        do throws(WireError) {
            message = try OwnedMessage(decoding: octets)
        } catch {
            output.discarded += 1
            if case .new = state { end(.violation(rule: "S-22", "\(error) without TLS"), into: &output) }
            return
        }
        if case .new = state { return secure(message, octetsBehind: octetsBehind, at: now, into: &output) }
        switch message.type {
        case .startTLS: refuseTLS(message.transactionID, "no TLS here", into: &output)
        case .leasequery, .activeLeasequery: ask(message, at: now, from: book, into: &output)
        default:
            let isKnown = [.reply, .leasequeryReply, .leasequeryData, .leasequeryDone].contains(message.type)
            end(
                .violation(rule: isKnown ? "V-07" : "V-06", "\(message.type) is nothing to send to a server"),
                into: &output)
        }
    }

    /// Secure mode: nothing is served before TLS, and nothing is read in clear behind STARTTLS, whatever options it has
    /// (RFC 7653 sections 6.2.2 and 9.1; RFC 9325 section 3.2).
    private mutating func secure(
        _ message: OwnedMessage, octetsBehind: Int, at now: ServerMoment, into output: inout ResponderOutput
    ) {
        guard message.type == .startTLS else {
            return end(.violation(rule: "S-22", "\(message.type) without TLS"), into: &output)
        }
        guard octetsBehind == 0 else {
            return end(
                .violation(rule: "RFC 9325 3.2", "\(octetsBehind) octets in clear behind STARTTLS"), into: &output)
        }
        guard canSecure else {
            return refuseTLS(message.transactionID, "no usable certificate here at the moment", into: &output)
        }
        output.message(.reply, transactionID: message.transactionID) { reply in
            reply.option(.serverID, rules.serverID.octets)
        }
        output.startsTLS = true
        state = .securing(since: now.uptime)
    }

    /// We have no TLS, and say so whatever options came along (RFC 7653 section 9.1).
    private func refuseTLS(_ transactionID: UInt32, _ reason: String, into output: inout ResponderOutput) {
        output.message(.reply, transactionID: transactionID) { reply in
            reply.option(.serverID, rules.serverID.octets)
            reply.status(.tlsConnectionRefused, text: reason)
        }
    }

    private mutating func ask(
        _ message: OwnedMessage, at now: ServerMoment, from book: LeaseBook, into output: inout ResponderOutput
    ) {
        if case .active(let stream) = state, stream.query.header.transactionID == message.transactionID {
            output.discarded += 1
            return
        }
        do throws(QueryDiscarded) {
            let header = try QueryHeader(message, rules)
            do throws(QueryRefused) {
                try answer(message, header, at: now, from: book, into: &output)
            } catch {
                refuse(header, error, at: now, into: &output)
            }
        } catch {
            end(.violation(rule: error.rule, error.what), into: &output)
        }
    }

    private mutating func answer(
        _ message: OwnedMessage, _ header: QueryHeader, at now: ServerMoment, from book: LeaseBook,
        into output: inout ResponderOutput
    ) throws(QueryRefused) {
        guard case .ready = state else {
            throw QueryRefused(status: .notAllowed, text: "another query runs on this connection")
        }
        guard rules.activeLeasequery || !header.isActive else {
            throw QueryRefused(status: .notSupported, text: "active leasequery is not enabled")
        }
        guard mayQuery else {
            throw QueryRefused(status: .notAllowed, text: "too many queries of one requestor at a time")
        }
        let query = try Query(message, header, links: book.feed.links, now: now.seconds)
        if header.isActive {
            state = .active(ActiveStream(query, rules, history: book.history, at: now, into: &output))
            lastSent = now.uptime
        } else {
            state = .bulk(BulkRun(query, rules, from: book.history))
        }
    }

    /// Says no. A requestor whose active query was refused is cut off (RFC 7653 sections 9.2 and 9.3); one that runs a
    /// query already goes on with it, and one with a bulk query may correct it.
    private mutating func refuse(
        _ header: QueryHeader, _ refusal: QueryRefused, at now: ServerMoment, into output: inout ResponderOutput
    ) {
        output.refuse(header, refusal, rules, at: now)
        if case .ready = state, header.isActive { end(.refused(refusal.status), into: &output) }
    }
}
