import DHCPv6Wire

/// An active leasequery as who listens sees it, be it our own or somebody else's.
public struct ObservedQuery: Hashable, Sendable {
    public enum Stage: UInt8, Hashable, Sendable {
        case awaitingReply, catchingUp, live
    }

    public var connection: ConnectionID
    public var transactionID: UInt32
    /// LQ_START_TIME; nil: news only.
    public var start: ServerTime?
    public var stage: Stage

    public init(connection: ConnectionID, transactionID: UInt32, start: ServerTime?, stage: Stage) {
        self.connection = connection
        self.transactionID = transactionID
        self.start = start
        self.stage = stage
    }
}

extension ServerSession {
    /// What is being asked; nil without an active query.
    public var query: ObservedQuery? {
        guard case .querying(let query) = state else { return nil }
        let stage: ObservedQuery.Stage =
            switch query.stage {
            case .sending, .awaitingReply: .awaitingReply
            case .catchingUp: .catchingUp
            case .live: .live
            }
        return ObservedQuery(
            connection: query.connection, transactionID: query.transactionID, start: query.start, stage: stage)
    }

    /// Listens to a query that somebody else asked, from the stage on that it is in. What was said before is not known,
    /// and what comes is taken as if the query were our own.
    public mutating func observe(_ observed: ObservedQuery, at now: Moment, into output: inout SessionOutput) {
        var query = ActiveQuery(
            connection: observed.connection, transactionID: observed.transactionID, start: observed.start, at: now)
        query.stage =
            switch observed.stage {
            case .awaitingReply: .awaitingReply
            case .catchingUp: .catchingUp
            case .live: .live
            }
        output.events.append(.connected(at: now))
        enter(.querying(query), at: now, into: &output)
    }
}
