import DHCPv6Wire

/// Telling a server without Active Leasequery from one that does not want us: some close without an answer in both
/// cases, some stay silent, so one bulk query on a fresh connection is to decide.
extension ServerSession {
    /// Takes from the end of an active connection what it says about the server.
    ///
    /// A server that once accepted an active query is not asked: it has Active Leasequery, whatever ails it now.
    mutating func learn(from why: ConnectionEnd, at now: Moment, into output: inout SessionOutput) {
        if case .refused(.notSupported, _) = why { return know(.notSupported, at: now, into: &output) }
        guard isUnanswered(why) else { return know(.unknown, at: now, into: &output) }
        guard support == .unknown, resume.serverID == nil else { return }
        let id = bulk.newID()
        probe = id
        // Every bulk server answers this, and with nothing.
        output.actions.append(.runBulk(id, [BulkQuery(.client(configuration.ownDUID))]))
    }

    /// Whether the server said nothing at all to the query of the connection that ends.
    private func isUnanswered(_ why: ConnectionEnd) -> Bool {
        guard case .querying(let query) = state, !query.hasHeard else { return false }
        switch why {
        case .closedWithoutAnswer, .receiveTimeout: return true
        default: return false
        }
    }

    /// - Returns: whether `id` was the probe.
    mutating func probeEnded(
        _ id: BulkID, _ result: BulkResult, at now: Moment, into output: inout SessionOutput
    ) -> Bool {
        guard probe == id else { return false }
        probe = nil
        guard result.serverID != nil else {
            know(.nothingAnswered, at: now, into: &output)
            return true
        }
        know(.onlyBulkAnswered, at: now, into: &output)
        if case .waiting = state { retryLater(isLasting: true, at: now, into: &output) }
        return true
    }

    /// - Returns: whether a probe was still going on.
    @discardableResult
    mutating func stopProbe(into output: inout SessionOutput) -> Bool {
        guard let id = probe else { return false }
        probe = nil
        output.actions.append(.stopBulk(id))
        return true
    }

    mutating func know(_ support: ActiveSupport, at now: Moment, into output: inout SessionOutput) {
        guard support != self.support else { return }
        self.support = support
        output.events.append(.activeSupport(support, at: now))
    }
}
