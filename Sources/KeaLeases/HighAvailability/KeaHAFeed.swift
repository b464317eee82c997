import DHCPv6Wire
import Responder

/// The leases of a Kea DHCPv6 server whose HA hook counts us as its backup (`passive-backup`), wherever it is and
/// wherever it keeps its leases. Made by `KeaBackup`.
public struct KeaHAFeed: BindingFeed {
    private let mailbox: LeaseMailbox
    private var table: LeaseTable

    init(_ mailbox: LeaseMailbox, subnets: [UInt32: IPv6Prefix]) {
        self.mailbox = mailbox
        table = LeaseTable(subnets: subnets)
    }

    public var links: [IPv6Prefix] { table.clients.links }

    public var trouble: String? { mailbox.trouble }

    public var rejected: RejectedInput { mailbox.rejected }

    public mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        take(at: now, report)
    }

    public mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        take(at: now, report)
        table.expire(now: now.seconds, report)
    }

    private mutating func take(at moment: ServerMoment, _ report: (BindingChange) -> Void) {
        let now = moment.seconds
        for item in mailbox.take(at: moment.uptime) {
            switch item {
            case .update(let rows): for row in rows { table.take(row, now: now, report) }
            case .everything(let rows): table.takeAnew(now: now, rows: { rows.forEach($0) }, report)
            }
        }
    }

    public func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        table.clients.describe(client, into: &description)
    }
}
