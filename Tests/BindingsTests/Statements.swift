import DHCPv6Wire
import LeasequerySession

@testable import Bindings

/// What a server says about one client, for tests: goes through the wire form into a batch.
struct Statement {
    var prefix: String
    var client: String
    var valid: UInt32 = 3600
    var preferred: UInt32?
    /// CLT_TIME.
    var contact: UInt32? = 0
    /// Seconds after `Clock.start` by the server's clock; nil sends no base time.
    var base: Int? = 0
    var origin = UpdateOrigin.live
    var details: [RawOption] = []

    fileprivate func encode() -> [UInt8] {
        var client = [RawOption(.clientID, [UInt8](hex: self.client)!), lease]
        if let contact { client.append(RawOption(.clientLastTransactionTime, bytes(contact))) }
        var octets: [UInt8] = []
        (client + details).encode(into: &octets)
        var message = OwnedMessage(.leasequeryData, transactionID: 1, options: [RawOption(.clientData, octets)])
        if let base {
            let time = ServerTime(unixSeconds: Clock.start + Int64(base))
            message.options.append(RawOption(.baseTime, bytes(time.rawValue)))
        }
        return message.encoded()
    }

    private var lease: RawOption {
        let times = bytes(preferred ?? valid) + bytes(valid)
        guard let prefix = IPv6Prefix(prefix) else {
            return RawOption(.iaAddress, IPv6Address(self.prefix)!.octets + times)
        }
        return RawOption(.iaPrefix, times + [prefix.length] + prefix.address.octets)
    }
}

func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

enum Clock {
    /// Unix seconds at which the tests begin.
    static let start: Int64 = 1_800_000_000

    static func at(_ seconds: Int) -> Moment {
        Moment(uptime: UInt64(1000 + seconds) * 1_000_000_000, utc: (start + Int64(seconds)) * 1_000_000_000)
    }
}

extension UpdateBatch {
    init(_ statements: [Statement], skew: Double? = nil) {
        self.init()
        self.skew = skew.map { SkewEstimate(seconds: $0, lower: $0) }
        var decoder = MessageDecoder()
        for statement in statements {
            let message = statement.encode()
            let octets = message.span.bytes
            guard (try? decoder.decode(octets)) != nil else { preconditionFailure("no message: \(statement)") }
            append(decoder, of: octets, origin: statement.origin)
            lastBaseTime = decoder.summary.baseTime
        }
    }
}

extension UpdateBatch {
    /// Adds what a message says in which a client has no leases at all.
    mutating func append(clientWithoutLeases client: String, base: Int) {
        var octets: [UInt8] = []
        [RawOption(.clientID, [UInt8](hex: client)!), RawOption(.clientLastTransactionTime, bytes(1))]
            .encode(into: &octets)
        let time = ServerTime(unixSeconds: Clock.start + Int64(base))
        let message = OwnedMessage(
            .leasequeryData, transactionID: 1,
            options: [RawOption(.clientData, octets), RawOption(.baseTime, bytes(time.rawValue))]
        ).encoded()
        var decoder = MessageDecoder()
        guard (try? decoder.decode(message.span.bytes)) != nil else { preconditionFailure("no message") }
        append(decoder, of: message.span.bytes, origin: .live)
    }
}

extension BindingStore {
    init(servers: Int = 1, limit: Int = 1000) {
        self.init(servers: (0..<servers).map { (name: "s\($0)", isInsecure: false) }, limit: limit)
    }

    mutating func say(_ statements: Statement..., server: Int = 0, at seconds: Int = 0, skew: Double? = nil) {
        apply(UpdateBatch(statements, skew: skew), from: ServerID(rawValue: server), at: Clock.at(seconds))
    }

    func report(_ server: Int = 0, at seconds: Int = 0) -> ServerReport {
        serverReports(at: Clock.at(seconds))[server]
    }

    /// Statements by what they did.
    func count(_ kind: ChangeKind, server: Int = 0) -> UInt64 { report(server).changes[Int(kind.rawValue)] }

    func rows(
        _ filter: Filter? = nil, _ order: BindingOrder = BindingOrder(.prefix), _ window: Range<Int> = 0..<1000
    ) -> [BindingRow] {
        screenful(Question(filter: filter, table: .bindings(order: order, window: window)), at: Clock.at(0)).bindings
    }

    func changes(_ filter: Filter? = nil, through: UInt64? = nil, skip: Int = 0, count: Int = 1000) -> [ChangeRow] {
        let table = Question.Table.changes(through: through, skip: skip, count: count)
        return screenful(Question(filter: filter, table: table), at: Clock.at(0)).changes
    }
}
