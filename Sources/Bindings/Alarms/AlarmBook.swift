import DHCPv6Wire
import LeasequerySession

/// All alarms of all servers: those that are open, and for a while those that were.
///
/// Advanced once a second by whatever makes time pass for the store, so that nothing depends on who looks.
public struct AlarmBook: Sendable {
    /// What there is at most one open alarm of.
    private struct Subject: Hashable {
        var kind: Alarm.Kind
        var server: ServerID?
    }

    /// The open ones first, the worst and then the newest of them on top; then those that are over, the newest first.
    public private(set) var alarms: [Alarm] = []
    private var holds: [Subject: AlarmHold] = [:]
    private var counts: [Subject: UInt64] = [:]
    private var lastID: UInt64 = 0
    var settings: AlarmSettings

    /// For so long an alarm that is over stays listed.
    static let remembered = Duration.seconds(3600)
    /// Of those, so many at most.
    static let mostCleared = 50

    public init(_ settings: AlarmSettings = AlarmSettings()) {
        self.settings = settings
    }

    /// Says that somebody has seen an alarm, or takes it back.
    ///
    /// - Returns: false if it is not there any more.
    @discardableResult
    mutating func acknowledge(_ id: Alarm.ID, _ isAcknowledged: Bool) -> Bool {
        guard let place = alarms.firstIndex(where: { $0.id == id && $0.isOpen }) else { return false }
        alarms[place].isAcknowledged = isAcknowledged
        return true
    }

    /// How often an alarm of each kind and server was raised; those that never were are left out.
    public var raised: [(kind: Alarm.Kind, server: ServerID?, count: UInt64)] {
        counts.map { ($0.key.kind, $0.key.server, $0.value) }
            .sorted { ($0.kind.rawValue, $0.server?.rawValue ?? -1) < ($1.kind.rawValue, $1.server?.rawValue ?? -1) }
    }

    /// Asks all rules about one server.
    ///
    /// - Returns: whether an alarm was raised, cleared, or changed its severity.
    mutating func judge(_ subject: AlarmRule.Subject) -> Bool {
        var isChanged = false
        for (rule, find) in AlarmRule.perServer
        where judge(rule, subject.report.server, find(subject), at: subject.now) {
            isChanged = true
        }
        return isChanged
    }

    /// As above, about lqtop itself.
    mutating func judge(_ keeping: KeepingStatus?, _ certificate: OwnCertificate?, at now: Moment) -> Bool {
        let isExpiring = judge(.ownCertificate, nil, AlarmRule.found(certificate, settings, at: now), at: now)
        return judge(.notRemembered, nil, AlarmRule.found(keeping), at: now) || isExpiring
    }

    /// Drops what has been over for long, and sorts the rest.
    mutating func tidy(at now: Moment) {
        alarms.removeAll { alarm in alarm.clearedAt.map { now.since($0) >= AlarmBook.remembered } ?? false }
        alarms.sort(by: AlarmBook.isBefore)
        let open = alarms.count(where: \.isOpen)
        if alarms.count > open + AlarmBook.mostCleared { alarms.removeSubrange((open + AlarmBook.mostCleared)...) }
    }

    private mutating func judge(
        _ rule: AlarmRule, _ server: ServerID?, _ finding: AlarmRule.Finding, at now: Moment
    ) -> Bool {
        let subject = Subject(kind: rule.kind, server: server)
        let level: UInt8? =
            switch finding {
            case .unknown: nil
            case .fine: 0
            case .found(_, let severity): severity.rawValue
            }
        let changed = holds[subject, default: AlarmHold()]
            .advance(level, up: rule.up(settings), down: rule.down, at: now)
        let place = alarms.firstIndex { $0.isOpen && $0.kind == rule.kind && $0.server == server }
        if let place, case .found(let cause, _) = finding { alarms[place].cause = cause }
        guard let changed else { return false }
        settle(subject, place, finding, since: changed)
        return true
    }

    /// A level was taken or left.
    private mutating func settle(
        _ subject: Subject, _ place: Int?, _ finding: AlarmRule.Finding, since moment: Moment
    ) {
        let severity = holds[subject].flatMap { Alarm.Severity(rawValue: $0.level) }
        switch (place, severity) {
        case (nil, nil): break
        case (nil, let severity?):
            guard case .found(let cause, _) = finding else { return }
            lastID += 1
            alarms.append(Alarm(id: lastID, cause, of: subject.server, severity, since: moment))
            counts[subject, default: 0] += 1
        case (let place?, nil): alarms[place].clearedAt = moment
        case (let place?, let severity?):
            if severity > alarms[place].severity { alarms[place].isAcknowledged = false }
            alarms[place].severity = severity
        }
    }

    private static func isBefore(_ left: Alarm, _ right: Alarm) -> Bool {
        switch (left.clearedAt, right.clearedAt) {
        case (nil, nil):
            left.severity != right.severity ? left.severity > right.severity : left.id > right.id
        case (nil, _?): true
        case (_?, nil): false
        case (let mine?, let theirs?):
            mine.uptime != theirs.uptime ? mine.uptime > theirs.uptime : left.id > right.id
        }
    }
}
