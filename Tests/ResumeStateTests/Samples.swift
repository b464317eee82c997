import Bindings
import DHCPv6Wire
import LeasequerySession

enum Times {
    /// Unix seconds at which the tests begin.
    static let start: Int64 = 1_800_000_000

    static func at(_ seconds: Int64) -> Moment {
        Moment(uptime: UInt64(100_000 + seconds) * 1_000_000_000, utc: (start + seconds) * 1_000_000_000)
    }

    static func server(_ seconds: Int64) -> ServerTime { ServerTime(unixSeconds: start + seconds) }
}

extension UpdateBatch {
    /// One address for each client, as a server says it.
    init(
        _ addresses: some Sequence<Int>, client: String = "00030001020000000001", valid: UInt32 = 3600, base: Int64?,
        origin: UpdateOrigin = .live, details: [RawOption] = []
    ) {
        self.init()
        var decoder = MessageDecoder()
        for address in addresses {
            let times = [UInt8](hex: String(repeating: String(valid, radix: 16).padded(to: 8), count: 2)) ?? []
            let lease = RawOption(.iaAddress, UpdateBatch.address(address).octets + times)
            var octets: [UInt8] = []
            ([RawOption(.clientID, [UInt8](hex: client) ?? []), lease] + details).encode(into: &octets)
            var message = OwnedMessage(.leasequeryData, transactionID: 1, options: [RawOption(.clientData, octets)])
            if let base {
                let time = String(Times.server(base).rawValue, radix: 16).padded(to: 8)
                message.options.append(RawOption(.baseTime, [UInt8](hex: time) ?? []))
            }
            let frame = message.encoded()
            guard (try? decoder.decode(frame.span.bytes)) != nil else { preconditionFailure("no message") }
            append(decoder, of: frame.span.bytes, origin: origin)
            lastBaseTime = decoder.summary.baseTime
        }
        lastMessageAt = Times.at(base ?? 0)
    }

    static func address(_ number: Int) -> IPv6Address {
        IPv6Address(high: 0x2001_0db8_0000_0000, low: UInt64(number))
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String { String(repeating: "0", count: count - self.count) + self }
}

extension LiveStore {
    static func of(_ servers: [SavedName], limit: Int = 100_000) -> LiveStore {
        LiveStore(servers: servers.map { (name: $0, isInsecure: true) }, limit: limit)
    }

    typealias SavedName = String

    /// Rows by prefix, as a screen has them.
    func rows(at now: Moment = Times.at(0)) -> [BindingRow] {
        read { store in
            store.screenful(Question(table: .bindings(order: BindingOrder(.prefix), window: 0..<1_000_000)), at: now)
                .bindings
        }
    }

    func reports(at now: Moment = Times.at(0)) -> [ServerReport] { read { $0.serverReports(at: now) } }
}
