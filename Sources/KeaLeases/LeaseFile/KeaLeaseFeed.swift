import DHCPv6Wire
import Responder

/// The leases of a Kea DHCPv6 server (2.2 to 3.x) with a memfile database on this machine: follows its lease file.
public struct KeaLeaseFeed: BindingFeed {
    /// Why nothing new is being read; nil if all is well.
    public private(set) var trouble: String?
    private var follower: LeaseFileFollower
    private var table: LeaseTable
    /// Rows may have been missed: everything has to be read anew.
    private var isLost = false

    /// - Parameters:
    ///   - path: of `kea-leases6.csv`.
    ///   - subnets: Kea's, by id.
    /// - Throws: `LeaseFileError` if there is no such file, or it is none of Kea's.
    public init(_ path: String, subnets: [UInt32: IPv6Prefix]) throws(LeaseFileError) {
        table = LeaseTable(subnets: subnets)
        follower = try LeaseFileFollower(path)
    }

    public var links: [IPv6Prefix] { table.clients.links }

    public mutating func start(at now: ServerMoment, _ report: (BindingChange) -> Void) {
        follower.rejected.advance(to: now.uptime)
        readAll(at: now.seconds, report)
    }

    public mutating func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        follower.rejected.advance(to: now.uptime)
        if isLost { readAll(at: now.seconds, report) } else { readNew(at: now.seconds, report) }
        table.expire(now: now.seconds, report)
    }

    public var rejected: RejectedInput { follower.rejected }

    /// What became of the file so far.
    var counts: LeaseFileFollower.Counts { follower.counts }

    public func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        table.clients.describe(client, into: &description)
    }
}

extension KeaLeaseFeed {
    private mutating func readNew(at now: Int64, _ report: (BindingChange) -> Void) {
        do throws(LeaseFileError) {
            let progress = try follower.readNew { table.take($0, now: now, report) }
            trouble = progress == .missing ? "the lease file is gone; waiting for it" : nil
            if progress == .lost { readAll(at: now, report) }
        } catch {
            trouble = "\(error)"
        }
    }

    private mutating func readAll(at now: Int64, _ report: (BindingChange) -> Void) {
        isLost = true
        do throws(LeaseFileError) {
            try table.takeAnew(
                now: now, rows: { take throws(LeaseFileError) in try follower.readAll(take) }, report)
            isLost = false
            trouble = nil
        } catch {
            trouble = "\(error)"
        }
    }
}
