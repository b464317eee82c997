import Bindings
import DHCPv6Wire
import LeasequerySession

/// All there is to know about the selected server.
enum ServerPanel {
    static func draw(_ dashboard: Dashboard, now: Moment, in rect: Rect, into surface: inout Surface) {
        guard let server = dashboard.selectedServer, rect.height > 0 else { return }
        Fields.draw(fields(server, now: now), title: server.name, in: rect, into: &surface)
    }

    private static func fields(_ server: ServerReport, now: Moment) -> [Fields.Field] {
        [
            ("state", state(server, now: now)),
            ("known", CompletenessWords.long(server.completeness, now: now)),
            ("heard", heard(server, now: now)),
            ("clock", clock(server)),
            ("bindings", bindings(server)),
            ("changes", changes(server)),
            ("catch-up", catchUp(server, now: now)),
            ("messages", messages(server)),
            ("last end", lastEnd(server, now: now)),
            ("problem", lastProblem(server, now: now)),
        ]
    }

    private static func state(_ server: ServerReport, now: Moment) -> Words {
        var words = FeedWords.phase(server.phase, now: now)
        if let since = server.phaseSince {
            let age = Times.span(seconds: now.since(since).components.seconds)
            words.text += ", so for \(age), since \(Times.stamp(since.unixSeconds, now: now))"
        }
        if server.isInsecure { words.text += "; INSECURE: plain TCP, as the configuration wants it" }
        return words
    }

    private static func heard(_ server: ServerReport, now: Moment) -> Words {
        var words = FeedWords.lastHeard(server, now: now)
        if server.lastMessageAt != nil { words.text += " ago" }
        if let base = server.lastBaseTime {
            words.text += ", stamped \(FeedWords.serverTime(base, now: now)) by the server's clock"
        }
        return words
    }

    private static func clock(_ server: ServerReport) -> Words {
        server.skew == nil
            ? Words("not known yet", .dim)
            : Words("\(FeedWords.skew(server.skew)) against ours")
    }

    private static func bindings(_ server: ServerReport) -> Words {
        let addresses = Numbers.grouped(server.boundAddresses)
        let prefixes = Numbers.grouped(server.boundPrefixes)
        let kept = "\(Numbers.grouped(server.bound)) bound: \(addresses) addresses, \(prefixes) prefixes"
        let dropped = server.dropped > 0 ? "; \(Numbers.grouped(server.dropped)) NOT STORED: limit reached" : ""
        return Words(
            "\(kept); \(Numbers.grouped(server.ended)) ended\(dropped)", server.dropped > 0 ? .bad : .plain)
    }

    private static func changes(_ server: ServerReport) -> Words {
        let counts = zip(ChangeKind.allCases, server.changes).map { kind, count in
            "\(Numbers.grouped(count)) \(BindingWords.change(kind).text)"
        }
        return Words(counts.joined(separator: ", "))
    }

    private static func catchUp(_ server: ServerReport, now: Moment) -> Words {
        guard let report = server.catchUp else { return Words("none", .dim) }
        let text = FeedWords.catchUp(report, now: now)
        return Words(text, report.isComplete == false ? .bad : report.isComplete == nil ? .attention : .plain)
    }

    private static func messages(_ server: ServerReport) -> Words {
        let tally = server.tally
        let faults = FeedWords.faults(tally.faults)
        let sound = "\(Numbers.grouped(tally.messages)), \(Numbers.counted(tally.keepalives, "keepalive")) among them"
        let discarded = "\(Numbers.grouped(tally.discarded)) discarded"
        return Words(
            "\(sound), \(Numbers.counted(tally.octets, "octet")); \(discarded)\(faults.isEmpty ? "" : "; odd: \(faults)")",
            tally.discarded > 0 || !faults.isEmpty ? .attention : .plain)
    }

    private static func lastEnd(_ server: ServerReport, now: Moment) -> Words {
        guard let end = server.lastEnd else { return Words("none", .dim) }
        let time = server.lastEndAt.map { "\(Times.stamp($0.unixSeconds, now: now))  " } ?? ""
        let count = Numbers.counted(server.reconnects, "reconnect")
        return Words("\(time)\(SafeText.printable(end.description)); \(count)")
    }

    private static func lastProblem(_ server: ServerReport, now: Moment) -> Words {
        guard let problem = server.lastProblem else { return Words("none", .dim) }
        let time = server.lastProblemAt.map { "\(Times.stamp($0.unixSeconds, now: now))  " } ?? ""
        return Words("\(time)\(SafeText.printable(problem))", .attention)
    }
}
