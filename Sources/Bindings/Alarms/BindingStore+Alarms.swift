import DHCPv6Wire
import LeasequerySession

// What needs somebody.
extension BindingStore {
    mutating func adopt(skewLimits: SkewLimits, alarms: AlarmSettings) {
        watch.book.settings = alarms
        for server in healths.indices { healths[server].clock.limits = skewLimits }
    }

    /// What needs somebody, the worst on top.
    public var alarms: AlarmBook { watch.book }

    /// Of the certificates that we show, the one that expires first; nil: not known.
    public var ownCertificate: OwnCertificate? { watch.ownCertificate }

    /// Looks for what needs somebody. To be called once a second, after time has passed for the bindings.
    ///
    /// - Returns: whether an alarm came, went or changed its severity.
    mutating func watchForAlarms(at now: Moment) -> Bool {
        let seconds = watch.takeSeconds(at: now)
        guard seconds > 0 else { return false }
        let before = watch.book.alarms
        defer { logAlarms(since: before, at: now) }
        return watch.advance(serverReports(at: now), keeping, seconds: seconds, at: now)
    }
}

extension LiveStore {
    /// Judges by other limits from the next second on.
    public func adopt(skewLimits: SkewLimits, alarms: AlarmSettings) {
        change { store in
            store.adopt(skewLimits: skewLimits, alarms: alarms)
            return true
        }
    }

    /// Says which of the certificates that we show expires first.
    public func tell(_ certificate: OwnCertificate) {
        keep { $0.watch.ownCertificate = certificate }
    }

    /// Says that somebody has seen an alarm, or takes it back. Nothing if it is over.
    public func acknowledge(_ id: Alarm.ID, _ isAcknowledged: Bool) {
        change { $0.watch.acknowledge(id, isAcknowledged) }
    }
}
