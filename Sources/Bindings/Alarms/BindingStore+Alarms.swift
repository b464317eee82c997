import DHCPv6Wire
import LeasequerySession

// What needs somebody.
extension BindingStore {
    /// What needs somebody, the worst on top.
    public var alarms: AlarmBook { watch.book }

    /// Looks for what needs somebody. To be called once a second, after time has passed for the bindings.
    ///
    /// - Returns: whether an alarm came, went or changed its severity.
    mutating func watchForAlarms(at now: Moment) -> Bool {
        let seconds = watch.takeSeconds(at: now)
        guard seconds > 0 else { return false }
        let reports = serverReports(at: now)
        for sequence in watch.takeChanges(of: log, in: reports, seconds: seconds) {
            let entry = log[sequence]
            let server = Int(entry.server)
            // What ran out by our own timer was told by nobody.
            guard watch.isCounting(server), entry.origin == .live, entry.kind != .expiredLocally else { continue }
            watch.count(entry, link: link(of: entry))
        }
        return watch.advance(reports, keeping, seconds: seconds, at: now)
    }

    /// The link that a relay named when it last spoke of the binding.
    private func link(of entry: ChangeLog.Entry) -> IPv6Address? {
        let server = Int(entry.server)
        guard let slot = tables[server].slot(of: BindingKey(entry)) else { return nil }
        let details = tables[server].details(of: tables[server].records[slot])
        return ClientLink.address(in: details.span.bytes)
    }
}

extension LiveStore {
    /// Says that somebody has seen an alarm, or takes it back. Nothing if it is over.
    public func acknowledge(_ id: Alarm.ID, _ isAcknowledged: Bool) {
        change { $0.watch.acknowledge(id, isAcknowledged) }
    }
}
