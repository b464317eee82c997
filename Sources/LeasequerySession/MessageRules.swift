import DHCPv6Wire

/// Which messages a requestor may believe on an active connection, before their meaning matters.
enum MessageRules {
    enum Judgement: Hashable, Sendable {
        case sound
        /// Drop it and go on.
        case discard(rule: String, String)
        /// Drop it and close the connection.
        case violation(rule: String, String)
    }

    static func judge(
        _ message: MessageSummary, octets: RawSpan, for query: ActiveQuery, ownDUID: DUID
    ) -> Judgement {
        switch message.type {
        case .leasequeryData: judgeData(message, for: query)
        case .leasequeryReply: judgeReply(message, octets: octets, for: query, ownDUID: ownDUID)
        case .leasequeryDone where message.transactionID != query.transactionID:
            .violation(rule: "V-18", "LEASEQUERY-DONE for \(hex(message.transactionID)), which was never asked")
        case .leasequeryDone: .sound
        case .reply, .relayForward, .leasequery, .activeLeasequery, .startTLS:
            .discard(rule: "V-07", "\(message.type) has no place here")
        default: .discard(rule: "V-06", "message of unknown \(message.type)")
        }
    }

    private static func judgeData(_ message: MessageSummary, for query: ActiveQuery) -> Judgement {
        guard message.transactionID == query.transactionID else {
            return .discard(rule: "V-16", "LEASEQUERY-DATA for \(hex(message.transactionID)), which was never asked")
        }
        guard query.isAccepted else { return .violation(rule: "V-17", "LEASEQUERY-DATA before LEASEQUERY-REPLY") }
        return .sound
    }

    private static func judgeReply(
        _ message: MessageSummary, octets: RawSpan, for query: ActiveQuery, ownDUID: DUID
    ) -> Judgement {
        guard message.transactionID == query.transactionID else {
            return .discard(rule: "V-10", "LEASEQUERY-REPLY for \(hex(message.transactionID)), which was never asked")
        }
        guard message.serverID != nil else { return .discard(rule: "V-08", "LEASEQUERY-REPLY without SERVERID") }
        guard let clientID = message.clientID else {
            return .discard(rule: "V-09", "LEASEQUERY-REPLY without CLIENTID")
        }
        guard octets.octets(clientID) == ownDUID.octets else {
            return .discard(rule: "V-09", "LEASEQUERY-REPLY for another requestor")
        }
        guard !query.isAccepted else {
            return .discard(rule: "RFC 7653 6.2.3", "a second LEASEQUERY-REPLY")
        }
        return .sound
    }

    private static func hex(_ transactionID: UInt32) -> String {
        let digits = String(transactionID, radix: 16)
        return "transaction 0x" + String(repeating: "0", count: 6 - digits.count) + digits
    }
}
