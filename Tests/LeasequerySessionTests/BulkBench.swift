import DHCPv6Wire

@testable import LeasequerySession

/// A `BulkRun` and the driver around it, with a clock that only `pass` moves. Transaction ids are 1, 2, 3 ….
struct BulkBench {
    static let requestor = DUID(octets: [0, 4, 1, 2, 3])
    static let server = DUID(octets: [0, 2, 0, 0, 0x7e, 0xd9, 1])

    var run: BulkRun
    var now = Moment(uptime: 1_000_000_000, utc: 1_800_000_000_000_000_000)
    var sent: [[UInt8]] = []
    var hasStartedTLS = false
    var isClosed = false
    var writesAtOnce = true

    init(_ queries: [BulkQuery], _ security: SessionConfiguration.Security = .insecure) {
        var ids = CountingIDs()
        run = BulkRun(queries, requestor: Self.requestor, security: security, using: &ids)
    }

    init(_ run: BulkRun) {
        self.run = run
    }

    var queries: Int { sent.count }

    mutating func open(writing: Bool = true) {
        writesAtOnce = writing
        run.opened(at: now)
        act()
    }

    @discardableResult
    mutating func receive(_ message: OwnedMessage, octetsBehind: Int = 0) -> BulkRun.Verdict {
        receive(message.encoded(), octetsBehind: octetsBehind)
    }

    @discardableResult
    mutating func receive(_ message: [UInt8], octetsBehind: Int = 0) -> BulkRun.Verdict {
        var batch = UpdateBatch()
        return receive(message, octetsBehind: octetsBehind, into: &batch)
    }

    /// - Parameter message: without its length.
    @discardableResult
    mutating func receive(
        _ message: [UInt8], octetsBehind: Int = 0, into batch: inout UpdateBatch
    ) -> BulkRun.Verdict {
        defer { act() }
        let octets = message.span.bytes
        var decoder = MessageDecoder()
        do throws(WireError) {
            try decoder.decode(octets)
        } catch {
            run.receivedUnreadable(error, at: now)
            return .discard
        }
        let verdict = run.received(decoder, of: octets, octetsBehind: octetsBehind, at: now)
        batch.note(decoder.summary, of: octets, at: now)
        let unwanted = verdict == .applyWithoutDeclined ? BulkRun.declinedClient : nil
        if verdict == .apply || unwanted != nil {
            batch.append(decoder, of: octets, origin: .bulk, leavingOut: unwanted)
        }
        return verdict
    }

    mutating func pass(_ duration: Duration) {
        now = now.advanced(by: duration)
        run.deadlineReached(at: now)
        act()
    }

    mutating func act() {
        while let action = run.nextAction() {
            switch action {
            case .send(let octets):
                sent.append(octets)
                if writesAtOnce { run.written(at: now) }
            case .startTLS: hasStartedTLS = true
            case .close: isClosed = true
            }
        }
    }
}

/// Makes `UInt32.random(in: 0...0xff_ffff)` count from `next` on.
struct CountingIDs: RandomNumberGenerator {
    var id: UInt32 = 1

    mutating func next() -> UInt64 {
        defer { id += 1 }
        return UInt64(id) << 8
    }
}

/// The insides of one CLIENT_DATA.
struct BulkClient {
    var options: [RawOption]

    static let address = RawOption(
        IAAddress(IPv6Address("2001:db8:1::5")!, preferred: Lifetime(rawValue: 256), valid: Lifetime(rawValue: 512)))
    static let some = BulkClient(options: [RawOption(.clientID, [0, 3, 0, 1, 2]), address])
    static let withoutID = BulkClient(options: [address])
    static let declined = BulkClient(options: [RawOption(.clientID, [0, 0, 0]), address])

    var option: RawOption {
        var octets: [UInt8] = []
        options.encode(into: &octets)
        return RawOption(.clientData, octets)
    }
}

extension OwnedMessage {
    static func reply(
        xid: UInt32 = 1, status: StatusCode? = nil, text: String = "", clients: [BulkClient] = [],
        server: DUID? = BulkBench.server, requestor: DUID = BulkBench.requestor
    ) -> OwnedMessage {
        var options = [RawOption(.clientID, requestor.octets)]
        if let server { options.append(RawOption(.serverID, server.octets)) }
        if let status { options.append(RawOption(StatusMessage(status, text: text))) }
        return OwnedMessage(.leasequeryReply, transactionID: xid, options: options + clients.map(\.option))
    }

    static func data(xid: UInt32 = 1, clients: [BulkClient]) -> OwnedMessage {
        OwnedMessage(.leasequeryData, transactionID: xid, options: clients.map(\.option))
    }

    static func done(xid: UInt32 = 1, status: StatusCode? = nil, text: String = "") -> OwnedMessage {
        OwnedMessage(
            .leasequeryDone, transactionID: xid,
            options: status.map { [RawOption(StatusMessage($0, text: text))] } ?? [])
    }
}
