import DHCPv6Wire
import LeasequerySession

// The values of sessions as octets, each with what reads it back.

extension OctetWriter {
    mutating func append(_ connection: FeedConnection) {
        switch connection {
        case .active(let id): append(UInt64(id.rawValue) << 1)
        case .bulk(let id): append(UInt64(id.rawValue) << 1 | 1)
        }
    }

    mutating func append(_ input: ConnectionInput) {
        switch input {
        case .opened(let roundTrip): append(roundTrip) { $0.append($1) }
        case .secured(let peer): append(peer)
        case .written: break
        case .ended(let end, let rest):
            append(end)
            append(rest)
        }
    }

    private mutating func append(_ peer: PeerIdentity) {
        append(peer.subject)
        append(peer.issuer)
        append(UInt64(peer.names.count))
        for name in peer.names { append(name) }
        append(peer.notAfter) { $0.append(signed: $1) }
        append(peer.version)
        append(peer.cipher)
    }

    private mutating func append(_ end: TransportEnd) {
        switch end {
        case .unreachable(let reason): append(0, reason)
        case .timedOut: append(1, "")
        case .closed: append(2, "")
        case .reset: append(3, "")
        case .failed(let reason): append(4, reason)
        case .tls(let fault):
            switch fault.side {
            case .ours: append(5, fault.text)
            case .servers: append(6, fault.text)
            case .between: append(7, fault.text)
            }
        }
    }

    private mutating func append(_ number: UInt8, _ text: String) {
        octets.append(number)
        append(text)
    }

    mutating func append(_ resume: ResumePoint) {
        append(resume.saved) { $0.append($1.rawValue) }
        append(resume.serverID) { $0.append($1.octets) }
        append(UInt64(resume.owed.count))
        for debt in resume.owed {
            append(debt.from) { $0.append($1.rawValue) }
            append(debt.to) { $0.append($1.rawValue) }
        }
        append(resume.owesCheck)
    }

    mutating func append(_ query: ObservedQuery) {
        append(query.connection.rawValue)
        append(query.transactionID)
        append(query.start) { $0.append($1.rawValue) }
        append(query.stage.rawValue)
    }

    private mutating func append(_ moment: Moment) {
        append(moment.uptime)
        append(signed: moment.utc)
    }

    /// When it was taken is when the entry says.
    mutating func append(_ reading: ConnectionReading) {
        append(reading.receiveTimeout)
        append(reading.threadDelay)
        append(reading.octetsWaiting) { $0.append($1) }
        append(reading.crowdedSince) { $0.append($1) }
        append(reading.fragmentSince) { $0.append($1) }
        append(reading.path) { writer, path in
            writer.append(path.roundTrip)
            writer.append(path.leastRoundTrip) { $0.append($1) }
            writer.append(path.retransmits)
            writer.append(path.outOfOrder) { $0.append($1) }
        }
    }
}

extension OctetReader {
    mutating func bulkID() throws(Malformed) -> BulkID { BulkID(rawValue: try number(as: UInt32.self)) }

    mutating func connection() throws(Malformed) -> FeedConnection {
        let number = try number()
        guard let id = UInt32(exactly: number >> 1) else { throw Malformed() }
        return number & 1 == 0 ? .active(ConnectionID(rawValue: id)) : .bulk(BulkID(rawValue: id))
    }

    mutating func input(_ kind: EntryKind) throws(Malformed) -> ConnectionInput {
        switch kind {
        case .opened: .opened(roundTrip: try optional { reader throws(Malformed) in try reader.duration() })
        case .secured: .secured(try peer())
        case .ended: .ended(try transportEnd(), leaving: try octets())
        default: .written
        }
    }

    private mutating func peer() throws(Malformed) -> PeerIdentity {
        PeerIdentity(
            subject: try text(), issuer: try text(), names: try list { reader throws(Malformed) in try reader.text() },
            notAfter: try optional { reader throws(Malformed) in try reader.signed() }, version: try text(),
            cipher: try text())
    }

    private mutating func transportEnd() throws(Malformed) -> TransportEnd {
        let number = try octet()
        let text = try text()
        return switch number {
        case 0: .unreachable(text)
        case 1: .timedOut
        case 2: .closed
        case 3: .reset
        case 4: .failed(text)
        case 5: .tls(TLSFault(.ours, text))
        case 6: .tls(TLSFault(.servers, text))
        case 7: .tls(TLSFault(.between, text))
        default: throw Malformed()
        }
    }

    private mutating func serverTime() throws(Malformed) -> ServerTime? {
        try optional { reader throws(Malformed) in ServerTime(rawValue: try reader.number(as: UInt32.self)) }
    }

    mutating func resumePoint() throws(Malformed) -> ResumePoint {
        let saved = try serverTime()
        let serverID = try optional { reader throws(Malformed) in DUID(octets: try reader.octets()) }
        let debts = try list { reader throws(Malformed) in
            Debt(from: try reader.serverTime(), to: try reader.serverTime())
        }
        return ResumePoint(saved: saved, serverID: serverID, debts: debts, owesCheck: try flag())
    }

    mutating func query() throws(Malformed) -> ObservedQuery {
        let connection = ConnectionID(rawValue: try number(as: UInt32.self))
        let transactionID = try number(as: UInt32.self)
        let start = try serverTime()
        guard let stage = ObservedQuery.Stage(rawValue: try octet()) else { throw Malformed() }
        return ObservedQuery(connection: connection, transactionID: transactionID, start: start, stage: stage)
    }

    /// When it was taken is for the entry to say.
    mutating func reading() throws(Malformed) -> ConnectionReading {
        var reading = ConnectionReading(at: Moment(uptime: 0, utc: 0), receiveTimeout: try duration())
        reading.threadDelay = try duration()
        reading.octetsWaiting = try optional { reader throws(Malformed) in try reader.number() }
        reading.crowdedSince = try moment()
        reading.fragmentSince = try moment()
        reading.path = try optional { reader throws(Malformed) in
            PathReading(
                roundTrip: try reader.duration(),
                leastRoundTrip: try reader.optional { reader throws(Malformed) in try reader.duration() },
                retransmits: try reader.number(),
                outOfOrder: try reader.optional { reader throws(Malformed) in try reader.number() })
        }
        return reading
    }

    private mutating func moment() throws(Malformed) -> Moment? {
        try optional { reader throws(Malformed) in
            Moment(uptime: try reader.number(), utc: try reader.signed())
        }
    }
}
