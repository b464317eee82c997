import DHCPv6Wire

/// What every answer to a query needs to know about it.
struct QueryHeader: Sendable {
    let isActive: Bool
    let transactionID: UInt32
    /// The requestor's DUID, as it wrote it.
    let requestor: [UInt8]
    /// What was asked for and may be given.
    let requested: RequestedOptions
}

/// A query that must be dropped. We close too, or the requestor would wait in vain.
struct QueryDiscarded: Error, Equatable {
    let rule: String
    let what: String
}

/// A query that must be answered with an error.
struct QueryRefused: Error, Equatable {
    let status: StatusCode
    let text: String
}

extension QueryHeader {
    /// Reads the message level of a LEASEQUERY or ACTIVELEASEQUERY (RFC 5007 section 4.2.1).
    init(_ message: OwnedMessage, _ rules: SessionRules) throws(QueryDiscarded) {
        isActive = message.type == .activeLeasequery
        transactionID = message.transactionID
        guard let requestor = message[.clientID]?.data, DUID.validLengths.contains(requestor.count) else {
            throw QueryDiscarded(rule: "V-28", what: "query without a CLIENTID")
        }
        self.requestor = requestor
        if let asked = message[.serverID], asked.data != rules.serverID.octets {
            throw QueryDiscarded(rule: "V-29", what: "query to another server")
        }
        guard let question = message[.leasequeryQuery] else {
            guard isActive else { throw QueryDiscarded(rule: "V-30", what: "LEASEQUERY without LQ_QUERY") }
            requested = QueryHeader.requested(in: message.options).intersection(rules.permitted)
            return
        }
        let inner = (try? LeasequeryQuery(decoding: question))?.options ?? []
        requested = QueryHeader.requested(in: message.options + inner).intersection(rules.permitted)
    }

    /// Both ORO count, that of the message and that of LQ_QUERY; one of impossible length is ignored (V-04).
    private static func requested(in options: [RawOption]) -> RequestedOptions {
        options.filter { $0.code == .optionRequest }.reduce(into: []) { requested, option in
            guard let request = try? OptionRequest(decoding: option) else { return }
            requested.formUnion(RequestedOptions(request.codes))
        }
    }
}

/// A query that can be answered.
struct Query: Sendable {
    let header: QueryHeader
    /// LQ_START_TIME and LQ_END_TIME, unix seconds of the server's clock, both inclusive.
    let start: Int64?
    let end: Int64?
    let scope: QueryScope

    /// - Parameters:
    ///   - links: the links we are configured for.
    ///   - now: unix seconds of our clock; tells which 136 years a time means.
    init(_ message: OwnedMessage, _ header: QueryHeader, links: [IPv6Prefix], now: Int64) throws(QueryRefused) {
        self.header = header
        var question: LeasequeryQuery?
        do throws(WireError) {
            question = try message.options.first(LeasequeryQuery.self)
        } catch {
            throw QueryRefused(status: .malformedQuery, text: "\(error)")
        }
        let options = message.options + (question?.options ?? [])
        if header.isActive, options[.endTime] != nil {
            throw QueryRefused(status: .malformedQuery, text: "LQ_END_TIME has no place in an active query")
        }
        start = Query.time(options[.startTime], near: now)
        end = Query.time(options[.endTime], near: now)
        if let question { scope = try QueryScope(question, links: links) } else { scope = .everything }
    }

    /// An option of impossible length is ignored (V-04).
    private static func time(_ option: RawOption?, near now: Int64) -> Int64? {
        (try? option?.time())?.unixSeconds(near: now)
    }
}

extension ResponderOutput {
    /// The LEASEQUERY-REPLY of a query; `body` writes what it holds besides the two ids.
    mutating func reply(to query: QueryHeader, _ rules: SessionRules, _ body: (inout MessageWriter) -> Void) {
        message(.leasequeryReply, transactionID: query.transactionID) { reply in
            reply.option(.clientID, query.requestor)
            reply.option(.serverID, rules.serverID.octets)
            body(&reply)
        }
    }

    /// A LEASEQUERY-REPLY that says no.
    mutating func refuse(_ query: QueryHeader, _ refusal: QueryRefused, _ rules: SessionRules, at now: ServerMoment) {
        reply(to: query, rules) { reply in
            reply.status(refusal.status, text: refusal.text)
            query.stamp(now.seconds, &reply)
        }
    }
}

extension QueryHeader {
    /// LQ_BASE_TIME, unix seconds of the server's clock, if it was asked for.
    func stamp(_ base: Int64, _ message: inout MessageWriter) {
        if requested.contains(.baseTime) { message.time(.baseTime, ServerTime(unixSeconds: base)) }
    }
}
