import DHCPv6Wire
import Responder

/// The leases of a Kea DHCPv6 server whose HA hook counts us as its backup (`passive-backup`), wherever it is and
/// wherever it keeps its leases. Made by `KeaBackup`.
public struct KeaHAFeed: BindingFeed {
    /// Rows taken at one beat: some milliseconds of work.
    private static let rowsAtOnce = 4_096

    private let mailbox: LeaseMailbox
    private var table: LeaseTable
    /// What came and is not taken yet.
    private var waiting: ArraySlice<LeaseMailbox.Item> = []
    /// Rows taken of the first one that is waiting.
    private var taken = 0

    init(_ mailbox: LeaseMailbox, subnets: [UInt32: IPv6Prefix]) {
        self.mailbox = mailbox
        table = LeaseTable(subnets: subnets)
    }

    public var links: [IPv6Prefix] { table.clients.links }

    var clients: KeaClients { table.clients }

    public var trouble: String? { mailbox.trouble }

    public var rejected: RejectedInput { mailbox.rejected }

    public mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        take(at: now, atMost: .max, report)
    }

    public mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        take(at: now, atMost: KeaHAFeed.rowsAtOnce, report)
        table.expire(now: now.seconds, report)
    }

    private mutating func take(at moment: ServerMoment, atMost limit: Int, _ report: (BindingChange) -> Void) {
        waiting += mailbox.take(at: moment.uptime)
        var room = limit
        while room > 0, let item = waiting.first {
            if item.isEverything, taken == 0 { table.beginAnew() }
            let rows = item.rows[taken...].prefix(room)
            for row in rows { table.take(row, now: moment.seconds, report) }
            taken += rows.count
            // An item costs something even if it is empty.
            room -= rows.count + 1
            guard taken == item.rows.count else { return }
            if item.isEverything { table.completeAnew(report) }
            waiting.removeFirst()
            taken = 0
        }
    }

    public mutating func forget(_ client: ClientNumber) { table.forget(client) }

    public func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        table.clients.describe(client, into: &description)
    }
}
