import DHCPv6Wire

/// The active leasequery of one connection, from the moment its query is handed to the transport.
struct ActiveQuery: Hashable, Sendable {
    /// RFC 7653 section 8.4: what the next message may mean depends on what has been said.
    enum Stage: Hashable, Sendable {
        /// The query is on its way out.
        case sending
        /// Written; the LEASEQUERY-REPLY is due.
        case awaitingReply
        /// Accepted with LQ_START_TIME: base times are not to be saved.
        case catchingUp
        /// Every message is news and moves the saved base time.
        case live
    }

    let connection: ConnectionID
    let transactionID: UInt32
    /// LQ_START_TIME as sent, while it still means something to the server at the other end.
    var start: ServerTime?
    var stage = Stage.sending
    /// When the running timer was started: at opening, at the end of writing, at each valid message.
    var timedFrom: Moment
    /// Whether the server has said anything at all, sound or not.
    var hasHeard = false
    /// V-26 is told once a connection.
    var hasToldMissingBase = false

    init(connection: ConnectionID, transactionID: UInt32, start: ServerTime?, at now: Moment) {
        self.connection = connection
        self.transactionID = transactionID
        self.start = start
        timedFrom = now
    }

    var isAccepted: Bool {
        switch stage {
        case .sending, .awaitingReply: false
        case .catchingUp, .live: true
        }
    }

    /// Whether messages are sent as they are made: a server that catches us up sends faster than the path may carry.
    var isPrompt: Bool {
        switch stage {
        case .sending, .awaitingReply: start == nil
        case .catchingUp: false
        case .live: true
        }
    }

    var phase: FeedPhase {
        switch stage {
        case .sending, .awaitingReply: .awaitingReply
        case .catchingUp: .catchingUp
        case .live: .live
        }
    }
}
