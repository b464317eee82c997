import DHCPv6Wire

@testable import Responder

/// One session, its book, and a clock that goes when told.
struct ResponderBench {
    /// Unix seconds when every test starts: 2026-08-21 12:00:00 UTC.
    static let origin: Int64 = 1_787_313_600
    static let serverID = DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9] + Array("srv1".utf8))
    static let requestor: [UInt8] = [0, 4] + Array(repeating: 7, count: 16)

    var now = ServerMoment(uptime: 5_000_000_000, utc: origin * 1_000_000_000 + 400_000_000)
    let script = ScriptedFeed.Script()
    var rules = SessionRules(serverID: serverID)
    var book: LeaseBook
    var session: ResponderSession
    var end: ResponderEnd?
    var discarded = 0
    var relayDataLeftOut = 0

    init(present: [BindingChange] = [], endedLimit: Int = 1_000, _ change: (inout SessionRules) -> Void = { _ in }) {
        script.present = present
        rules.activeLeasequery = true
        rules.needsTLS = false
        change(&rules)
        book = LeaseBook(ScriptedFeed(script: script), endedLimit: endedLimit, at: now)
        session = ResponderSession(rules, at: now)
    }

    /// Another connection to the same server.
    mutating func reconnect() {
        session = ResponderSession(rules, at: now)
        end = nil
    }

    mutating func collect(_ body: (inout ResponderSession, LeaseBook, inout ResponderOutput) -> Void) throws -> [Said] {
        var output = ResponderOutput()
        book.witness(now)
        body(&session, book, &output)
        end = output.end ?? end
        discarded += output.discarded
        relayDataLeftOut += output.relayDataLeftOut
        return try Said.list(output.octets)
    }

    mutating func hear(_ message: OwnedMessage) throws -> [Said] {
        try hear(message.encoded())
    }

    mutating func hear(_ octets: [UInt8]) throws -> [Said] {
        let now = now
        return try collect { $0.received(octets.span.bytes, octetsBehind: 0, at: now, from: $1, into: &$2) }
    }

    /// What there is to say now, as one batch or up to `room` octets.
    mutating func proceed(room: Int = .max) throws -> [Said] {
        let now = now
        return try collect { $0.proceed(at: now, from: $1, room: room, into: &$2) }
    }

    /// The changes happen now; nothing is said yet.
    mutating func happen(_ changes: BindingChange...) {
        script.coming += changes
        book.advance(to: now)
    }

    /// Time passes, then a deadline that has come is served.
    mutating func wait(_ duration: Duration) throws -> [Said] {
        now = now.advanced(by: duration)
        let now = now
        return try collect { $0.deadlineReached(at: now, from: $1, into: &$2) }
    }

    mutating func setWritable(_ isWritable: Bool) { session.writabilityChanged(isWritable, at: now) }

    mutating func shutDown() throws -> [Said] {
        let now = now
        return try collect { $0.shutDown(at: now, from: $1, into: &$2) }
    }

    // Queries.

    static let xid: UInt32 = 0x0a1b2c

    func active(
        xid: UInt32 = xid, start: Int64? = nil, options: [RawOption] = [], asking codes: [OptionCode] = [.baseTime]
    ) -> OwnedMessage {
        var message = OwnedMessage(
            .activeLeasequery, transactionID: xid, options: [RawOption(.clientID, Self.requestor)])
        if !codes.isEmpty { message.options.append(RawOption(OptionRequest(codes))) }
        if let start { message.options.append(RawOption(.startTime, ServerTime(unixSeconds: start))) }
        message.options += options
        return message
    }

    func bulk(_ question: LeasequeryQuery, xid: UInt32 = xid, options: [RawOption] = []) -> OwnedMessage {
        OwnedMessage(
            .leasequery, transactionID: xid,
            options: [
                RawOption(.clientID, Self.requestor), RawOption(OptionRequest([.baseTime])), RawOption(question),
            ] + options)
    }

    // Changes.

    func bound(_ key: BindingKey, _ client: UInt32, valid: Int64 = 3_600, ago: Int64 = 0) -> BindingChange {
        let second = now.seconds - ago
        return BindingChange(
            key, of: ClientNumber(rawValue: client),
            .bound(preferredUntil: second + valid / 2, validUntil: second + valid), lastTransaction: second)
    }

    func ended(_ key: BindingKey, _ client: UInt32, ago: Int64 = 0) -> BindingChange {
        BindingChange(key, of: ClientNumber(rawValue: client), .ended, lastTransaction: now.seconds - ago)
    }
}

extension Said {
    static func client(_ number: UInt32, _ leases: [Lease], since: UInt32 = 0) -> Client {
        Client(
            duid: ScriptedFeed.duid(number), sinceLastTransaction: since, leases: leases,
            options: [.clientID, .clientLastTransactionTime]
                + leases.map { $0.prefix.length == 128 ? .iaAddress : .iaPrefix })
    }

    static func data(_ status: StatusCode? = nil, base: Int64?, _ clients: [Client] = []) -> Said {
        Said(.leasequeryData, status, base: base, clients)
    }

    static func reply(_ status: StatusCode? = nil, base: Int64?, _ clients: [Client] = []) -> Said {
        Said(.leasequeryReply, status, base: base, clients)
    }

    static func done(_ status: StatusCode? = nil, base: Int64?) -> Said {
        Said(.leasequeryDone, status, base: base, [])
    }

    private init(_ type: MessageType, _ status: StatusCode?, base: Int64?, _ clients: [Client]) {
        self.type = type
        transactionID = ResponderBench.xid
        self.status = status
        self.base = base
        self.clients = clients
    }
}

extension Said.Lease {
    init(_ key: BindingKey, valid: UInt32) {
        self.init(prefix: key.prefix, preferred: valid / 2, valid: valid)
    }
}
