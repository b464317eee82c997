import Bindings
import DHCPv6Wire
import LeasequerySession

/// Alarms in words.
enum AlarmWords {
    /// How many are open, for the header; those that somebody has seen stand apart. nil: there are none.
    static func mark(_ alarms: [Alarm], isBrief: Bool) -> Words? {
        let open = alarms.filter(\.isOpen)
        guard !open.isEmpty else { return nil }
        let new = open.filter { !$0.isAcknowledged }
        let seen = "\(Numbers.grouped(open.count - new.count)) acknowledged"
        guard !new.isEmpty else { return Words("\(isBrief ? "" : "alarms: ")\(seen)", .dim) }
        let critical = new.count { $0.severity == .critical }
        var text = Numbers.counted(new.count, "alarm")
        if critical > 0 { text += " (\(Numbers.grouped(critical)) critical)" }
        if !isBrief, new.count < open.count { text += ", \(seen)" }
        return Words(text, critical > 0 ? .bad : .attention)
    }

    /// For a column.
    static func severity(_ alarm: Alarm) -> Words {
        guard alarm.isOpen else { return Words("over", .dim) }
        return switch alarm.severity {
        case .critical: Words("CRITICAL", .bad)
        case .warning: Words("warning", .attention)
        }
    }

    /// For how long it has been, or was.
    static func duration(_ alarm: Alarm, now: Moment) -> String {
        Times.span(seconds: (alarm.clearedAt ?? now).since(alarm.since).components.seconds)
    }

    /// When it began, whether it is over, and whether somebody has seen it.
    static func history(_ alarm: Alarm, now: Moment) -> Words {
        let since = "\(Times.stamp(alarm.since.unixSeconds, now: now)), for \(duration(alarm, now: now))"
        if let cleared = alarm.clearedAt {
            return Words("\(since); over since \(Times.stamp(cleared.unixSeconds, now: now))", .dim)
        }
        let severity = severity(alarm)
        return Words("\(since); \(severity.text)\(alarm.isAcknowledged ? ", acknowledged" : "")", severity.role)
    }

    static func title(_ kind: Alarm.Kind) -> String {
        switch kind {
        case .silence: "silence"
        case .storm: "storm"
        case .disconnected: "disconnected"
        case .feed: "feed"
        case .hole: "hole"
        case .storeLimit: "limit reached"
        case .overduePoll: "poll overdue"
        case .skew: "clock"
        case .certificate: "certificate"
        case .ownCertificate: "own certificate"
        case .conflicts: "conflicts"
        case .notRemembered: "not remembered"
        }
    }

    /// One line that says what it is; of one that is over, what it was at its end.
    static func what(_ alarm: Alarm, _ dashboard: Dashboard, now: Moment) -> String {
        let now = alarm.clearedAt ?? now
        switch alarm.cause {
        case .silence(let report):
            let pause = now.since(report.since).components.seconds
            return "silence for \(Times.span(seconds: pause)), odd after \(span(report.limit))"
        case .storm(let report):
            return "storm: \(rate(report.perSecond)), usually \(rate(report.usualPerSecond))\(first(of: report))"
        case .disconnected(let reason):
            return "down: \(reason.map { SafeText.printable($0) } ?? "no connection yet")"
        case .feed(let condition):
            return "feed: \(ConditionWords.name(condition.kind)), \(feed(condition))"
        case .hole(let hole, let count):
            let others = count > 1 ? "; \(Numbers.counted(count - 1, "other hole"))" : ""
            return "hole: \(CompletenessWords.hole(hole, now: now).text)\(others)"
        case .storeLimit(let dropped):
            return "limit reached: \(Numbers.counted(dropped, "statement")) not stored"
        case .overduePoll(let asOf, let interval):
            let last = asOf.map { "the last complete one began \(span(now.since($0))) ago" }
            return "poll overdue: \(last ?? "none was complete yet"), due every \(span(interval))"
        case .skew(let skew): return "clock: \(SkewWords.text(skew)) against ours"
        case .certificate(let notAfter): return certificate(notAfter, now: now)
        case .ownCertificate(let own):
            return "own \(certificate(own.notAfter, now: now)): \(SafeText.printable(own.path))"
        case .conflicts(let partner, let count, let oldest):
            let name = dashboard.serverName(partner).text
            let age = BindingWords.age(since: oldest, now: now)
            return "\(Numbers.counted(count, "conflict")) with \(name), the oldest for \(age)"
        case .notRemembered(let reason): return "not remembered: \(SafeText.printable(reason))"
        }
    }

    /// What else there is to know.
    static func figures(_ alarm: Alarm, now: Moment) -> [Fields.Field] {
        switch alarm.cause {
        case .silence(let report):
            let since = Times.stamp(report.since.unixSeconds, now: now)
            return [("usual", Words("\(rate(report.usualPerSecond)) statements; the last one at \(since)"))]
        case .storm(let report): return StormWords.figures(report, now: now)
        case .disconnected, .feed, .hole, .storeLimit, .overduePoll, .skew, .certificate, .ownCertificate, .conflicts,
            .notRemembered:
            return []
        }
    }

    /// What to do: one sentence.
    static func advice(_ kind: Alarm.Kind, _ keys: KeyMap) -> String {
        let (reconnect, fill) = (keys.name(of: .reconnect), keys.name(of: .refill))
        return switch kind {
        case .silence:
            "Look whether the server still gives leases: it may be up and cut off from its relays, or unable to write."
        case .storm:
            "Look at who is on top: one client in a loop, one link that flaps, or everybody back after an outage."
        case .disconnected:
            "Look whether the server runs and lets us in; \(reconnect) on the Servers screen tries again at once."
        case .feed: "Look on the server's page whether the server, the path or lqtop itself is slow."
        case .hole:
            "lqtop asks for it again by bulk query; \(fill) on the Servers screen asks for all bindings at once."
        case .storeLimit: "Raise max-bindings in the configuration and start lqtop again."
        case .overduePoll:
            "Look on the server's page how the last poll ended; \(reconnect) on the Servers screen polls at once."
        case .skew: "Look at NTP on the server and on this machine: failover partners stop to serve over a minute."
        case .certificate: "Renew the server's certificate: once it has expired no connection comes up."
        case .ownCertificate: "Renew the certificate that lqtop shows; the file is read anew for every connection."
        case .conflicts:
            "Filter by 'conflict' on the Bindings screen, and look whether the two servers reach each other."
        case .notRemembered: "Put right what the reason says; what is known is lost if lqtop ends before that."
        }
    }

    private static func feed(_ condition: FeedCondition) -> String {
        switch condition.kind {
        case .unknown, .fine, .down: "and well"
        case .late: "nothing heard for longer than its keepalives allow"
        case .stalled: condition.stall.map(ConditionWords.progress) ?? "no progress"
        case .silent: "nothing heard, and soon closed"
        case .behind: "what it says is not read in time"
        case .flapping: "connections are lost again and again"
        }
    }

    private static func certificate(_ notAfter: Int64, now: Moment) -> String {
        let left = notAfter - now.unixSeconds
        let date = Times.date(notAfter)
        guard left >= 0 else { return "certificate EXPIRED \(date)" }
        return "certificate expires \(date), in \(left < 86_400 ? "less than a day" : days(left))"
    }

    private static func days(_ seconds: Int64) -> String { Numbers.counted(seconds / 86_400, "day") }

    private static func first(of report: StormReport) -> String {
        guard let first = report.clients.first, Double(first.atLeast) >= Double(report.counted) / 10 else { return "" }
        return "; \(StormWords.share(first.atLeast, of: report)) by \(StormWords.client(first))"
    }

    private static func span(_ duration: Duration) -> String { Times.span(seconds: duration.components.seconds) }

    /// By the hour where a second says too little.
    static func rate(_ perSecond: Double) -> String {
        perSecond >= 0.1 || perSecond == 0 ? "\(Numbers.rate(perSecond))/s" : "\(Numbers.rate(perSecond * 3600))/h"
    }
}

/// Who is behind a storm, in words.
enum StormWords {
    static func figures(_ report: StormReport, now: Moment) -> [Fields.Field] {
        var fields: [Fields.Field] = [("told", Words(told(report, now: now)))]
        func add(_ label: String, _ names: [(String, UInt32)]) {
            guard !names.isEmpty else { return }
            // What is less than a hundredth is nobody to look at.
            let shares = names.filter { UInt64($0.1) * 100 >= report.counted }
                .map { "\($0.0) \(share($0.1, of: report))" }
            fields.append((label, Words(shares.isEmpty ? "none stands out" : shares.joined(separator: ", "))))
        }
        add("clients", report.clients.map { (client($0), $0.atLeast) })
        add("links", report.links.map { ($0.who.description, $0.atLeast) })
        add("networks", report.networks.map { ($0.who.description, $0.atLeast) })
        return fields
    }

    static func client(_ share: StormReport.Share<DUID>) -> String {
        BindingWords.client(share.who) + (share.isPart ? "…" : "")
    }

    /// No more than is certain, rounded down.
    static func share(_ atLeast: UInt32, of report: StormReport) -> String {
        "\(UInt64(atLeast) * 100 / max(report.counted, 1)) %"
    }

    private static func told(_ report: StormReport, now: Moment) -> String {
        let at = Times.stamp(report.at.unixSeconds, now: now)
        let count =
            "\(Numbers.counted(report.statements, "statement")) up to \(at), at most \(AlarmWords.rate(report.peak))"
        let looked =
            report.counted < report.statements ? "; \(Numbers.grouped(report.counted)) of them were looked at" : ""
        return "\(count)\(looked); shares are no less than said"
    }
}
