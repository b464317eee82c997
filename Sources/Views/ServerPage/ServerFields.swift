import Bindings
import DHCPv6Wire
import LeasequerySession

/// What is known of one server, as fields by subject. What is not there yet is left out.
struct ServerFields {
    private let server: ServerReport
    private let dashboard: Dashboard
    private let now: Moment

    init(_ server: ServerReport, _ dashboard: Dashboard, now: Moment) {
        self.server = server
        self.dashboard = dashboard
        self.now = now
    }

    /// How the feed stands; what an alarm is about comes first.
    var feed: [Fields.Field] {
        Fields.present([
            ("state", state), ("health", ConditionWords.long(server, now: now)), ("active", activeSupport),
            ("known", CompletenessWords.long(server.completeness, now: now)),
            ("partner", PairWords.report(server, dashboard, now: now)), ("last end", lastEnd),
            ("problem", lastProblem), ("memory", dashboard.keeping.flatMap { KeepingWords.long($0, now: now) }),
        ])
    }

    var catchUp: [Fields.Field] {
        Fields.present([
            ("catch-up", server.catchUp.map { CatchUpWords.line($0, now: now) }),
            (server.pollInterval == nil ? "bulk" : "poll", server.bulk.map { FeedWords.bulk($0, now: now) }),
        ])
    }

    /// From when on, how far, and what is to be expected.
    var catchUpInDepth: [Fields.Field] {
        guard let report = server.catchUp else { return [] }
        return Fields.present([
            ("from", CatchUpWords.from(report, server, now: now)), ("newest", CatchUpWords.newest(report, now: now)),
            ("expected", CatchUpWords.estimate(report)), ("doubt", CatchUpWords.doubt(report, now: now)),
        ])
    }

    var clock: [Fields.Field] {
        Fields.present([
            ("heard", heard), ("skew", SkewWords.long(server)),
        ])
    }

    /// What the skew is made of; for who wants to know exactly.
    var clockInDepth: [Fields.Field] {
        Fields.present([
            ("lag", SkewWords.lag(server, now: now)), ("bounds", server.skew.flatMap(SkewWords.bounds)),
            ("drift", server.skew?.drift.map(SkewWords.drift)), ("hint", server.skew.flatMap(SkewWords.hint)),
        ])
    }

    /// The newest first.
    var clockSteps: [Fields.Field] {
        server.clockSteps.suffix(12).reversed().map {
            (Times.short($0.step.at.unixSeconds, now: now), ClockStepWords.text($0))
        }
    }

    var bindings: [Fields.Field] { [("bindings", bound), ("changes", changes)] }

    /// With all messages on one line.
    var contents: [Fields.Field] { bindings + [("messages", messages)] }

    var security: [Fields.Field] { Fields.present([("TLS", TLSWords.long(server, now: now))]) }

    /// Of which times not everything is known.
    var holes: [Fields.Field] {
        server.ledger.holes.map { ("not known", CompletenessWords.hole($0, now: now)) }
    }

    private var state: Words {
        var words = FeedWords.phase(server.phase, now: now)
        if let since = server.phaseSince {
            let age = Times.span(seconds: now.since(since).components.seconds)
            words.text += ", since \(Times.stamp(since.unixSeconds, now: now)) (\(age))"
        }
        if let interval = server.pollInterval {
            words.text += "; polled every \(Times.span(seconds: interval.components.seconds)), as configured"
        }
        if server.isInsecure { words.text += "; INSECURE: plain TCP, as configured" }
        return words
    }

    private var activeSupport: Words? {
        server.activeSupport == .unknown ? nil : Words(server.activeSupport.description, .attention)
    }

    private var heard: Words {
        var words = FeedWords.lastHeard(server, now: now)
        if server.lastMessageAt != nil { words.text += " ago" }
        if let base = server.lastBaseTime {
            words.text += ", stamped \(FeedWords.serverTime(base, now: now)) by the server's clock"
        }
        return words
    }

    private var bound: Words {
        let addresses = Numbers.grouped(server.boundAddresses)
        let prefixes = Numbers.grouped(server.boundPrefixes)
        let kept = "\(Numbers.grouped(server.bound)) bound: \(addresses) addresses, \(prefixes) prefixes"
        let dropped =
            switch (server.dropped, server.isOverLimit) {
            case (0, _): ""
            case (let count, true): "; \(Numbers.grouped(count)) NOT STORED: limit reached"
            case (let count, false): "; \(Numbers.grouped(count)) not stored at first, told again since"
            }
        return Words(
            "\(kept); \(Numbers.grouped(server.ended)) ended\(dropped)", server.isOverLimit ? .bad : .plain)
    }

    private var changes: Words {
        let counts = zip(ChangeKind.allCases, server.changes).compactMap { kind, count in
            count == 0 ? nil : "\(Numbers.grouped(count)) \(BindingWords.change(kind).text)"
        }
        return Words(counts.isEmpty ? "none" : counts.joined(separator: ", "))
    }

    private var messages: Words {
        let tally = server.tally
        let faults = FeedWords.faults(tally.faults)
        let sound = "\(Numbers.grouped(tally.messages)), \(Numbers.counted(tally.keepalives, "keepalive")) among them"
        let rest = "\(Numbers.counted(tally.octets, "octet")); \(Numbers.grouped(tally.discarded)) discarded"
        return Words(
            "\(sound), \(rest)\(faults.isEmpty ? "" : "; odd: \(faults)")",
            tally.discarded > 0 || !faults.isEmpty ? .attention : .plain)
    }

    private var lastEnd: Words? {
        guard let end = server.lastEnd else { return nil }
        let time = server.lastEndAt.map { "\(Times.stamp($0.unixSeconds, now: now)): " } ?? ""
        let count = server.reconnects == 0 ? "" : "; \(Numbers.counted(server.reconnects, "reconnect")) so far"
        return Words("\(time)\(SafeText.printable(end.description))\(count)")
    }

    /// Left out if it is said by another field.
    private var lastProblem: Words? {
        let shown = [server.lastEnd?.description, server.activeSupport.description]
        guard let problem = server.lastProblem, !shown.contains(problem) else { return nil }
        if case .unpaid(let why, _)? = server.bulk?.verdict, problem.hasSuffix(why) { return nil }
        let time = server.lastProblemAt.map { "\(Times.stamp($0.unixSeconds, now: now)): " } ?? ""
        return Words("\(time)\(SafeText.printable(problem))", .attention)
    }
}
