import DHCPv6Wire

extension ServerSession {
    /// Takes one decoded message.
    ///
    /// - Parameters:
    ///   - octets: the message that `message` summarises, without its length.
    ///   - octetsBehind: how many more were read in one piece with it.
    /// - Returns: what to do with the message; on `finish` and `reject` what follows on this connection is void.
    public mutating func received(
        _ message: MessageSummary, octets: RawSpan, octetsBehind: Int, on id: ConnectionID, at now: Moment,
        into output: inout SessionOutput
    ) -> Verdict {
        if case .securing(let negotiation) = state, negotiation.connection == id {
            return negotiated(
                message, octets: octets, octetsBehind: octetsBehind, negotiation, at: now, into: &output)
        }
        guard case .querying(var query) = state, query.connection == id else { return .reject }
        query.hasHeard = true
        switch MessageRules.judge(message, octets: octets, for: query, ownDUID: configuration.ownDUID) {
        case .sound:
            // Before the base time of this message is saved: what is lost may have changed before it.
            if message.unusableStatements > 0 { oweDropped(query, at: now, into: &output) }
            return take(message, octets: octets, query: query, at: now, into: &output)
        case .discard(let rule, let what):
            update(query)
            output.events.append(.discarded(rule: rule, what, at: now))
            if query.isAccepted, message.transactionID == query.transactionID, message.clientDataCount > 0 {
                oweDropped(query, at: now, into: &output)
            }
            return .discard
        case .violation(let rule, let what):
            close(id, .violation(rule: rule, what), at: now, into: &output)
            return .reject
        }
    }

    /// A frame came that is no sound message (V-03): it is dropped, framing is unhurt. In clear before TLS it ends the
    /// connection.
    public mutating func undecodable(
        _ id: ConnectionID, _ error: WireError, at now: Moment, into output: inout SessionOutput
    ) {
        if case .securing(let negotiation) = state, negotiation.connection == id {
            return close(id, negotiation.undecodable(error), at: now, into: &output)
        }
        guard case .querying(var query) = state, query.connection == id else { return }
        query.hasHeard = true
        update(query)
        output.events.append(.discarded(rule: "V-03", error.description, at: now))
        if query.isAccepted { oweDropped(query, at: now, into: &output) }
    }

    private mutating func take(
        _ message: MessageSummary, octets: RawSpan, query: ActiveQuery, at now: Moment,
        into output: inout SessionOutput
    ) -> Verdict {
        var query = query
        query.timedFrom = now
        let stage = query.stage
        let verdict =
            switch message.type {
            case .leasequeryReply: replied(message, octets: octets, query: &query, at: now, into: &output)
            case .leasequeryDone: finished(message, octets: octets, query: query, at: now, into: &output)
            default: told(message, octets: octets, query: &query, at: now, into: &output)
            }
        guard case .apply = verdict else { return verdict }
        noteBase(of: message, query: &query, at: now, into: &output)
        if query.stage == stage { update(query) } else { enter(.querying(query), at: now, into: &output) }
        return verdict
    }

    /// Skew from every base time; once a connection, the news that there is none (V-26).
    private mutating func noteBase(
        of message: MessageSummary, query: inout ActiveQuery, at now: Moment, into output: inout SessionOutput
    ) {
        if let base = message.baseTime {
            skew.add(base: base, receivedAt: now, isPrompt: query.isPrompt && isReadingPromptly)
        } else if !query.hasToldMissingBase {
            query.hasToldMissingBase = true
            output.events.append(.baseTimeMissing(at: now))
        }
    }

    /// LEASEQUERY-REPLY: the query is accepted or refused (RFC 7653 sections 8.4 and 8.4.1).
    private mutating func replied(
        _ message: MessageSummary, octets: RawSpan, query: inout ActiveQuery, at now: Moment,
        into output: inout SessionOutput
    ) -> Verdict {
        let status = message.status ?? .success
        guard [.success, .catchUpComplete, .dataMissing].contains(status) else {
            let text = message.statusText(in: octets, isKept: configuration.keepsStatusText)
            close(query.connection, .refused(status, text: text), at: now, into: &output)
            return .finish
        }
        retry.forgive()
        know(.unknown, at: now, into: &output)
        let asked = query.start
        meetServer(of: message, octets: octets, query: &query, at: now, into: &output)
        planBulk(at: now)
        // The server's clock was put back: what it understands by LQ_START_TIME is not what we mean.
        let isPutBack = message.baseTime.map { base in query.start?.isLater(than: base) ?? false } ?? false
        guard status != .dataMissing, !isPutBack else {
            miss(from: query.start, to: message.baseTime, query: &query, at: now, into: &output)
            return .apply(.live)
        }
        if query.start == nil { oweEverything(before: message.baseTime, at: now) }
        guard let asked else {
            query.stage = .live
            resume.save(message.baseTime)
            return .apply(.live)
        }
        query.stage = .catchingUp
        output.events.append(.catchUpBegan(from: asked, at: now))
        if status == .catchUpComplete { completeCatchUp(message.baseTime, query: &query, at: now, into: &output) }
        return .apply(.catchUp)
    }

    /// LEASEQUERY-DATA: bindings, a keepalive, or the end of the catch-up.
    private mutating func told(
        _ message: MessageSummary, octets: RawSpan, query: inout ActiveQuery, at now: Moment,
        into output: inout SessionOutput
    ) -> Verdict {
        let isCatchingUp = query.stage == .catchingUp
        switch message.status {
        case nil, .success: break
        case .catchUpComplete:
            if isCatchingUp { completeCatchUp(message.baseTime, query: &query, at: now, into: &output) }
        case .dataMissing:
            let from = isCatchingUp ? query.start : resume.saved
            miss(from: from, to: message.baseTime, query: &query, at: now, into: &output)
        case .some(let status):
            output.events.append(
                .status(status, text: message.statusText(in: octets, isKept: configuration.keepsStatusText), at: now))
        }
        if query.stage == .live { resume.save(message.baseTime) }
        return .apply(isCatchingUp ? .catchUp : .live)
    }

    /// LEASEQUERY-DONE: an active query never completes, so any status ends it.
    private mutating func finished(
        _ message: MessageSummary, octets: RawSpan, query: ActiveQuery, at now: Moment,
        into output: inout SessionOutput
    ) -> Verdict {
        if query.stage == .live { resume.save(message.baseTime) }
        let why = ConnectionEnd.terminated(
            message.status, text: message.statusText(in: octets, isKept: configuration.keepsStatusText))
        close(query.connection, why, at: now, into: &output)
        return .finish
    }

    private mutating func completeCatchUp(
        _ base: ServerTime?, query: inout ActiveQuery, at now: Moment, into output: inout SessionOutput
    ) {
        query.stage = .live
        resume.save(base)
        output.events.append(.catchUpCompleted(base: base, at: now))
    }

    /// DataMissing: not a failure. The hole becomes a debt, and from here on everything is news.
    ///
    /// If the server's clock was put back meanwhile, nothing lies between the two times, and all must be asked for.
    private mutating func miss(
        from: ServerTime?, to: ServerTime?, query: inout ActiveQuery, at now: Moment, into output: inout SessionOutput
    ) {
        query.stage = .live
        let isPutBack = to.map { to in from?.isLater(than: to) ?? false } ?? false
        let from = isPutBack ? nil : from
        owe(Debt(from: from, to: to), at: now)
        resume.save(to)
        output.events.append(.dataMissing(from: from, to: to, at: now))
    }

    private mutating func meetServer(
        of message: MessageSummary, octets: RawSpan, query: inout ActiveQuery, at now: Moment,
        into output: inout SessionOutput
    ) {
        guard let range = message.serverID else { return }
        let server = DUID(octets: octets.octets(range))
        guard let before = resume.meet(server) else { return }
        query.start = nil
        stopBulk(at: now, into: &output)
        bulk.asksPerLink = false
        skew.serverReplaced()
        if let base = message.baseTime { skew.add(base: base, receivedAt: now, isPrompt: false) }
        output.events.append(.serverChanged(from: before, to: server, at: now))
    }
}
