import DHCPv6Wire
import LeasequerySession

/// Names a binding, whether or not it is known; of failover partners either may be named.
public struct BindingSubject: Hashable, Sendable {
    public var server: ServerID
    /// An address has length 128.
    public var prefix: IPv6Prefix
    public var kind: BindingKind

    public init(server: ServerID, prefix: IPv6Prefix, kind: BindingKind) {
        self.server = server
        self.prefix = prefix
        self.kind = kind
    }

    public init(_ row: BindingRow) {
        self.init(server: row.server, prefix: row.prefix, kind: row.kind)
    }

    public init(_ change: ChangeRow) {
        self.init(server: change.server, prefix: change.prefix, kind: change.bindingKind)
    }
}

/// All that is known of one binding.
public struct BindingReport: Hashable, Sendable {
    public var subject: BindingSubject
    /// As lists show it; nil: it is not known, or no longer.
    public var row: BindingRow?
    /// The newest statement came from a bulk query.
    public var isFromBulk = false
    /// The server told details that were not kept for want of room.
    public var lacksDetails = false
    /// What became of it in this run, newest first, as told by its server and the partner: `most` at most, and none
    /// that is older than what the log of changes still holds.
    public var changes: [ChangeRow] = []
    /// Changes of it in that log.
    public var changesKept = 0
    /// Our clock, Unix seconds: when the oldest change still in the log was read; nil: it has all of this run.
    public var logBegins: Int64?

    /// Changes copied out.
    public static let most = 100

    public init(_ subject: BindingSubject) {
        self.subject = subject
    }
}

extension BindingStore {
    /// Traps on a server that was not configured.
    func report(on subject: BindingSubject) -> BindingReport {
        var report = BindingReport(subject)
        let servers = [subject.server.rawValue, pairView.partners[subject.server.rawValue]].compactMap { $0 }
        let key = BindingKey(subject)
        for server in servers {
            guard let slot = tables[server].slot(of: key), !pairView.sides[server].hidden.contains(slot) else {
                continue
            }
            let flags = tables[server].records[slot].flags
            report.row = row(slot, of: server)
            report.isFromBulk = flags.contains(.isFromBulk)
            report.lacksDetails = flags.contains(.lacksDetails)
        }
        log.visitNewestFirst(key, of: servers) { sequence in
            report.changesKept += 1
            if report.changes.count < BindingReport.most { report.changes.append(log.row(sequence)) }
        }
        if log.firstSequence > 1 {
            report.logBegins = Moment(uptime: 0, utc: log[log.firstSequence].at).unixSeconds
        }
        return report
    }
}

extension ChangeLog {
    /// Calls `body` with each change of a binding that is kept.
    fileprivate func visitNewestFirst(_ key: BindingKey, of servers: [Int], _ body: (UInt64) -> Void) {
        guard count > 0 else { return }
        for sequence in (firstSequence...lastSequence).reversed() {
            let entry = self[sequence]
            guard entry.address == key.address, BindingKey(entry) == key, servers.contains(Int(entry.server)) else {
                continue
            }
            body(sequence)
        }
    }
}
