import LeasequerySession

/// When an alarm of a kind is raised and cleared: the one table, which docs/alarms.md has in words.
struct AlarmRule: Sendable {
    /// What is known about a server when its rules are asked.
    struct Subject {
        let report: ServerReport
        let pace: ChangePace
        let storm: StormWatch
        let settings: AlarmSettings
        let now: Moment
    }

    enum Finding: Hashable {
        /// Nobody can tell: all stays as it is.
        case unknown
        case fine
        case found(AlarmCause, Alarm.Severity)
    }

    let kind: Alarm.Kind
    /// It is raised, or made worse, once it was found for so long without a break.
    let up: @Sendable (AlarmSettings) -> Duration
    /// It is cleared, or made better, once it was not found for so long without a break.
    let down: Duration

    /// About a server: what is asked, and when the answer counts.
    static let perServer: [(rule: AlarmRule, find: @Sendable (Subject) -> Finding)] = [
        // A pause that is long enough by what was learnt (ChangePace) has been waited for already.
        (AlarmRule(kind: .silence, up: { _ in .zero }, down: .seconds(30)), silence),
        (AlarmRule(kind: .storm, up: { _ in .seconds(10) }, down: .seconds(60)), storm),
        (AlarmRule(kind: .disconnected, up: \.disconnectedAfter, down: .seconds(10)), disconnected),
        (AlarmRule(kind: .feed, up: { _ in .seconds(10) }, down: .seconds(30)), feed),
        (AlarmRule(kind: .hole, up: \.holeAfter, down: .seconds(10)), hole),
        (AlarmRule(kind: .storeLimit, up: { _ in .zero }, down: .seconds(60)), storeLimit),
        (AlarmRule(kind: .overduePoll, up: { _ in .zero }, down: .seconds(10)), overduePoll),
        (AlarmRule(kind: .skew, up: { _ in .seconds(10) }, down: .seconds(60)), skew),
        (AlarmRule(kind: .certificate, up: { _ in .zero }, down: .seconds(10)), certificate),
        // How old a conflict must be has been waited for already.
        (AlarmRule(kind: .conflicts, up: { _ in .zero }, down: .seconds(60)), conflicts),
    ]

    // Of no server.
    static let ownCertificate = AlarmRule(kind: .ownCertificate, up: { _ in .zero }, down: .seconds(10))
    static let notRemembered = AlarmRule(kind: .notRemembered, up: { _ in .seconds(10) }, down: .seconds(10))
}

extension AlarmRule {
    /// Connected and heard, and nothing is told where something was usual.
    @Sendable private static func silence(_ subject: Subject) -> Finding {
        guard subject.report.phase == .live, subject.report.isHeardWell, let usual = subject.pace.usual else {
            return .unknown
        }
        let limit = usual.longestPause(atLeast: subject.settings.shortestSilence)
        // After a connection was lost, one change must come before all is well again.
        guard let limit, subject.pace.pause >= limit else { return subject.pace.hasChanged ? .fine : .unknown }
        let pause = Duration.seconds(subject.pace.pause)
        return .found(
            .silence(
                SilenceReport(
                    since: subject.now.advanced(by: .zero - pause), limit: .seconds(limit),
                    usualPerSecond: usual.meanPerSecond)),
            .warning)
    }

    /// Far more than usual.
    @Sendable private static func storm(_ subject: Subject) -> Finding {
        guard subject.report.phase == .live, subject.pace.usual != nil else { return .unknown }
        guard let report = subject.storm.report else { return .fine }
        return .found(.storm(report), .warning)
    }

    /// No connection to a server that is to be connected. What comes of failed polls is said by `overduePoll`.
    @Sendable private static func disconnected(_ subject: Subject) -> Finding {
        guard subject.report.pollInterval == nil else { return .fine }
        switch subject.report.phase {
        case .catchingUp, .live: return .fine
        case .stopped: return .unknown
        case .waiting, .connecting, .securing, .awaitingReply, .polling, .polled:
            return .found(.disconnected(reason: subject.report.lastEnd?.description), .critical)
        }
    }

    /// Not heard as it should be (FeedCondition). Without a connection `disconnected` says so, of polls `overduePoll`.
    @Sendable private static func feed(_ subject: Subject) -> Finding {
        let (report, condition) = (subject.report, subject.report.condition)
        guard report.pollInterval == nil, report.phase.isHeard || condition.kind == .flapping else { return .unknown }
        switch condition.kind {
        case .unknown, .fine, .down: return .fine
        case .late, .stalled, .flapping: return .found(.feed(condition), .warning)
        case .silent, .behind: return .found(.feed(condition), .critical)
        }
    }

    /// Changes that nobody has told us. While there is no connection `disconnected` says so; what was bound before the
    /// first connection counts only if asking for it has failed.
    @Sendable private static func hole(_ subject: Subject) -> Finding {
        let isFillFailed = if case .unpaid? = subject.report.bulk?.verdict { true } else { false }
        let holes = subject.report.ledger.holes.filter { hole in
            switch hole.cause {
            case .dataMissing, .discarded, .catchUpUnfinished: true
            case .neverConnected: isFillFailed && subject.report.pollInterval == nil
            case .down, .storeLimit: false
            }
        }
        let worst = holes.max { left, right in (left.isLoss ? 1 : 0) < (right.isLoss ? 1 : 0) }
        guard let worst else { return .fine }
        return .found(.hole(worst, count: holes.count), worst.isLoss ? .critical : .warning)
    }

    @Sendable private static func storeLimit(_ subject: Subject) -> Finding {
        subject.report.isOverLimit ? .found(.storeLimit(dropped: subject.report.dropped), .critical) : .fine
    }

    /// Two intervals without a complete poll.
    @Sendable private static func overduePoll(_ subject: Subject) -> Finding {
        guard let interval = subject.report.pollInterval else { return .fine }
        let (asOf, late): (Moment?, Moment)
        switch subject.report.completeness {
        case .polled(let moment, _, let lateFrom): (asOf, late) = (moment, lateFrom)
        case .firstPoll(let since): (asOf, late) = (nil, since.advanced(by: interval * 2))
        case .unknown, .changesSince, .filling, .hole, .missing, .overLimit, .whole: return .unknown
        }
        guard subject.now.uptime >= late.uptime else { return .fine }
        return .found(.overduePoll(asOf: asOf, interval: interval), .critical)
    }

    /// Certainly over a limit (SkewLevel); while nothing is known of the clock, it is as it was.
    @Sendable private static func skew(_ subject: Subject) -> Finding {
        guard let skew = subject.report.skew else { return .unknown }
        let severity = Alarm.Severity(rawValue: subject.report.skewLevel.degree.rawValue)
        return severity.map { .found(.skew(skew), $0) } ?? .fine
    }

    /// Of the connected server; after a connection has ended it is as it was.
    @Sendable private static func certificate(_ subject: Subject) -> Finding {
        guard let notAfter = subject.report.peer?.notAfter else { return .unknown }
        return expiry(notAfter, .certificate(notAfter: notAfter), subject.settings, at: subject.now)
    }

    /// - Parameter certificate: the one that expires first; nil: there is none, or none can be read.
    static func found(_ certificate: OwnCertificate?, _ settings: AlarmSettings, at now: Moment) -> Finding {
        guard let certificate else { return .unknown }
        return expiry(certificate.notAfter, .ownCertificate(certificate), settings, at: now)
    }

    private static func expiry(
        _ notAfter: Int64, _ cause: AlarmCause, _ settings: AlarmSettings, at now: Moment
    ) -> Finding {
        let left = notAfter - now.unixSeconds
        guard left < Int64(settings.certificateWarningDays) * 86_400 else { return .fine }
        return .found(cause, left < Int64(settings.certificateCriticalDays) * 86_400 ? .critical : .warning)
    }

    /// Said of the first of two partners only.
    @Sendable private static func conflicts(_ subject: Subject) -> Finding {
        guard let partner = subject.report.partner, subject.report.server < partner.server,
            let oldest = partner.oldestConflict,
            subject.now.unixSeconds - oldest >= subject.settings.conflictAfter.components.seconds
        else { return .fine }
        return .found(.conflicts(with: partner.server, count: partner.conflicts, oldest: oldest), .warning)
    }

    static func found(_ status: KeepingStatus?) -> Finding {
        switch status {
        case nil, .kept: .fine
        case .loading: .unknown
        case .failing(_, let reason), .off(let reason): .found(.notRemembered(reason: reason), .warning)
        }
    }
}

extension ServerReport {
    /// Whether its silence would mean that nothing has changed.
    fileprivate var isHeardWell: Bool {
        switch condition.kind {
        case .unknown, .fine, .flapping: true
        case .late, .stalled, .silent, .behind, .down: false
        }
    }
}

extension Hole {
    /// Nothing will tell it but another query.
    fileprivate var isLoss: Bool { cause == .dataMissing || cause == .discarded }
}
