import Bindings
import DHCPv6Wire
import LeasequerySession

/// All there is to know about the selected server.
enum ServerPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let server = dashboard.selectedServer, rect.height > 0 else { return }
        Fields.draw(fields(server, dashboard, now: now), title: server.name, in: rect, into: &surface)
    }

    /// What an alarm is about comes first. What is not there yet is left out.
    private static func fields(_ server: ServerReport, _ dashboard: Dashboard, now: Moment) -> [Fields.Field] {
        let fields: [(String, Words?)] =
            [
                ("state", state(server, now: now)),
                ("active", activeSupport(server)),
                ("known", CompletenessWords.long(server.completeness, now: now)),
                ("partner", PairWords.report(server, dashboard, now: now)),
                ("last end", lastEnd(server, now: now)),
                ("problem", lastProblem(server, now: now)),
                ("memory", dashboard.keeping.flatMap { KeepingWords.long($0, now: now) }),
                ("catch-up", catchUp(server, now: now)),
                (server.pollInterval == nil ? "bulk" : "poll", server.bulk.map { FeedWords.bulk($0, now: now) }),
                ("heard", heard(server, now: now)),
                ("skew", server.skew.map { Words("\(SkewWords.text($0)) against our clock") }),
                ("bindings", bindings(server)),
                ("changes", changes(server)),
                ("messages", messages(server)),
                ("TLS", TLSWords.long(server, now: now)),
            ] + server.ledger.holes.map { ("not known", CompletenessWords.hole($0, now: now)) }
        return fields.compactMap { label, words in words.map { (label, $0) } }
    }

    private static func state(_ server: ServerReport, now: Moment) -> Words {
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

    private static func activeSupport(_ server: ServerReport) -> Words? {
        server.activeSupport == .unknown ? nil : Words(server.activeSupport.description, .attention)
    }

    private static func heard(_ server: ServerReport, now: Moment) -> Words {
        var words = FeedWords.lastHeard(server, now: now)
        if server.lastMessageAt != nil { words.text += " ago" }
        if let base = server.lastBaseTime {
            words.text += ", stamped \(FeedWords.serverTime(base, now: now)) by the server's clock"
        }
        return words
    }

    private static func bindings(_ server: ServerReport) -> Words {
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

    private static func changes(_ server: ServerReport) -> Words {
        let counts = zip(ChangeKind.allCases, server.changes).compactMap { kind, count in
            count == 0 ? nil : "\(Numbers.grouped(count)) \(BindingWords.change(kind).text)"
        }
        return Words(counts.isEmpty ? "none" : counts.joined(separator: ", "))
    }

    private static func catchUp(_ server: ServerReport, now: Moment) -> Words? {
        server.catchUp.map { report in
            Words(
                FeedWords.catchUp(report, now: now),
                report.isComplete == false ? .bad : report.isComplete == nil ? .attention : .plain)
        }
    }

    private static func messages(_ server: ServerReport) -> Words {
        let tally = server.tally
        let faults = FeedWords.faults(tally.faults)
        let sound = "\(Numbers.grouped(tally.messages)), \(Numbers.counted(tally.keepalives, "keepalive")) among them"
        let rest = "\(Numbers.counted(tally.octets, "octet")); \(Numbers.grouped(tally.discarded)) discarded"
        return Words(
            "\(sound), \(rest)\(faults.isEmpty ? "" : "; odd: \(faults)")",
            tally.discarded > 0 || !faults.isEmpty ? .attention : .plain)
    }

    private static func lastEnd(_ server: ServerReport, now: Moment) -> Words? {
        guard let end = server.lastEnd else { return nil }
        let time = server.lastEndAt.map { "\(Times.stamp($0.unixSeconds, now: now)): " } ?? ""
        let count = server.reconnects == 0 ? "" : "; \(Numbers.counted(server.reconnects, "reconnect")) so far"
        return Words("\(time)\(SafeText.printable(end.description))\(count)")
    }

    /// Left out if it is said by another field.
    private static func lastProblem(_ server: ServerReport, now: Moment) -> Words? {
        let shown = [server.lastEnd?.description, server.activeSupport.description]
        guard let problem = server.lastProblem, !shown.contains(problem) else { return nil }
        if case .unpaid(let why, _)? = server.bulk?.verdict, problem.hasSuffix(why) { return nil }
        let time = server.lastProblemAt.map { "\(Times.stamp($0.unixSeconds, now: now)): " } ?? ""
        return Words("\(time)\(SafeText.printable(problem))", .attention)
    }
}
