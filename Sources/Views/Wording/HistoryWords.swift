import Bindings
import DHCPv6Wire
import LeasequerySession

/// What a history file says, in words: for `lqtop who` and the page of a binding.
public enum HistoryWords {
    /// The whole answer, line by line. Texts from the wire are in none of it.
    public static func lines(_ answer: HistoryAnswer) -> [String] {
        var lines = [title(answer)]
        for holder in answer.holders {
            lines += ["", "\(place(holder.row, answer))  \(BindingWords.client(holder.row.span.duid))"]
            lines += ["  client-id  \(holder.row.span.duid)"]
            if answer.isOneTime { lines.append("  \(verdict(holder.row).text)") }
            lines.append("  \(span(holder.row.span))")
            lines.append("  told by \(names(holder.servers, answer))")
        }
        if answer.holders.isEmpty { lines += ["", nobody(answer)] }
        if let before = answer.before { lines.append("  before: \(neighbour(before))") }
        if let after = answer.after { lines.append("  after: \(neighbour(after))") }
        if answer.isCut { lines += ["", "MORE than \(answer.question.most) spans; ask for less, or --most for more."] }
        return lines + ["", "What the record has of this time:"]
            + answer.servers.indices.flatMap { record(of: $0, answer) }.map { "  \($0.text)" }
    }

    /// The binding's own spans, the newest first, and how far they can be trusted.
    static func fields(_ answer: HistoryAnswer, of subject: BindingSubject) -> [Fields.Field] {
        let own = answer.holders.filter { $0.row.prefix == subject.prefix && $0.row.kind == subject.kind }
        var fields: [Fields.Field] = own.reversed().prefix(HistoryStanding.most).map { holder in
            let words =
                "\(BindingWords.client(holder.row.span.duid)), \(span(holder.row.span)); \(names(holder.servers, answer))"
            return (Times.date(holder.row.span.began), Words(words))
        }
        if own.isEmpty { fields.append(("", Words("nothing of this binding is in it", .dim))) }
        if own.count > HistoryStanding.most {
            fields.append(("", Words("and \(Numbers.grouped(own.count - HistoryStanding.most)) before that", .dim)))
        }
        let others = answer.holders.count - own.count
        if others > 0 || answer.isCut {
            let count = "\(answer.isCut ? "more than " : "")\(Numbers.counted(others, "span"))"
            let place = BindingWords.prefix(subject.prefix, subject.kind)
            fields.append(
                ("", Words("besides \(count) of what covers it or lies in it: lqtop who \(place) --from ...", .dim)))
        }
        return fields + answer.servers.indices.compactMap { reach(of: $0, answer) }.map { ("", $0) }
    }

    /// Since when there is anything of a server, and whether that is all.
    private static func reach(of server: Int, _ answer: HistoryAnswer) -> Words? {
        let record = answer.servers[server].record
        guard let first = record.stretches.first?.from, let last = record.stretches.last?.to else { return nil }
        let holes = record.holes(in: first...last).count
        let trust =
            holes == 0
            ? "whole since" : "since then not whole for \(Numbers.counted(holes, "time")), which lqtop who tells"
        return Words("\(answer.servers[server].name): the file begins \(time(first)); \(trust)", .dim)
    }

    static func title(_ answer: HistoryAnswer) -> String {
        let subject =
            switch answer.question.subject {
            case .prefix(let prefix): BindingWords.prefix(prefix, prefix.length == 128 ? .address : .prefix)
            case .client(let duid): "client \(duid)"
            case .linkLayerAddress(let address): "clients with the link-layer address \(address.colonHex)"
            }
        switch answer.question.time {
        case .latest: return "\(subject) now, \(time(answer.range.upperBound))"
        case .at(let moment): return "\(subject) at \(time(moment))"
        case .range(let range): return "\(subject) from \(time(range.lowerBound)) to \(time(range.upperBound))"
        }
    }

    private static func nobody(_ answer: HistoryAnswer) -> String {
        let who =
            if case .prefix = answer.question.subject { "Nobody is known to have held it" } else {
                "Nothing is known to have been held"
            }
        return answer.isWhole ? "\(who)." : "\(who); the record is not whole, see below."
    }

    /// Where it stands to what was asked for.
    private static func place(_ row: HistoryAnswer.Row, _ answer: HistoryAnswer) -> String {
        let text = "\(BindingWords.kind(row.kind)) \(BindingWords.prefix(row.prefix, row.kind))"
        guard case .prefix(let asked) = answer.question.subject, row.prefix != asked else { return text }
        return row.prefix.contains(asked) ? "\(text), which covers it" : "\(text), in it"
    }

    private static func names(_ servers: [Int], _ answer: HistoryAnswer) -> String {
        servers.map { answer.servers[$0].name }.joined(separator: " and ")
    }

    private static func neighbour(_ row: HistoryAnswer.Row) -> String {
        "\(BindingWords.client(row.span.duid)), \(span(row.span))"
    }

    // MARK: One span

    static func verdict(_ row: HistoryAnswer.Row) -> Words {
        switch row.verdict {
        case .held: Words("held it then", .good)
        case .unknown(let heldTo?):
            Words("MAY HAVE held it then: did up to \(time(heldTo)), and what came after was not heard", .attention)
        case .unknown(nil):
            Words(
                "MAY HAVE held it then: did from \(time(row.span.began)), and what was before was not heard", .attention
            )
        case .notHeld: Words("did not hold it then", .dim)
        }
    }

    static func span(_ span: BindingSpan) -> String {
        "from \(time(span.began))\(span.isBeginKnown ? "" : " or earlier"), \(end(span))"
    }

    private static func end(_ span: BindingSpan) -> String {
        let lease = span.until.map { "the lease lasts to \(time($0))" } ?? "the lease never ends"
        switch span.ending {
        case .open: return "going on: last told \(time(span.seen)), \(lease)"
        case .lapsed:
            return "told until \(time(span.seen)), \(lease); whether it was renewed was not heard"
        case .ended: return "until \(gone(span)): ended by the server"
        case .expired: return "until \(gone(span)): the lease ran out"
        case .changedHolder: return "until \(gone(span)): then another client had it"
        case .absent: return "until \(gone(span)): left out of a complete answer"
        }
    }

    private static func gone(_ span: BindingSpan) -> String {
        guard let gone = span.gone, gone > span.seen else { return time(span.seen) }
        return "some time from \(time(span.seen)) to \(time(gone))"
    }

    // MARK: How far it can be trusted

    /// For each server whether its record is whole, else each hole and why.
    static func record(of server: Int, _ answer: HistoryAnswer) -> [Words] {
        let name = answer.servers[server].name
        let holes = answer.holes(of: server)
        let record = answer.servers[server].record
        guard !holes.isEmpty else {
            guard answer.servers[server].isWatched || answer.rows.contains(where: { $0.server == server }) else {
                return []
            }
            let moment = answer.time(of: server)
            let state = record.stretch(at: moment)?.state
            let how = state == .polled ? "whole as of its polls: what began and ended between two is missing" : "whole"
            let asOf = answer.question.time == .latest ? " as of \(time(moment))" : ""
            return [Words("\(name): \(how)\(asOf)", .good)]
        }
        return holes.map { hole in
            let (from, to) =
                answer.isOneTime
                ? record.hole(around: hole.range.lowerBound) : (hole.range.lowerBound, hole.range.upperBound)
            let begin = from.map { " from \(time($0))" } ?? ""
            let end = to.map { " to \(time($0))" } ?? ""
            return Words("\(name): NOT WHOLE\(begin)\(end): \(words(hole.state))", .attention)
        }
    }

    private static func words(_ state: FeedStretch.State?) -> String {
        switch state {
        case nil: "lqtop did not run, or kept no history"
        case .whole, .polled: "whole"
        case .unverified: "what was last told before a hole was not yet confirmed"
        case .changesOnly: "only changes were told, not what was bound before"
        case .filling: "what was bound before was still being asked for"
        case .missing: "changes had been lost and not yet been asked for again"
        case .overLimit: "there was no room for all bindings (max-bindings)"
        case .notYetPolled: "no poll had been answered to its end"
        case .down: "no connection, or not caught up: what began and ended in it is missing"
        case .unrecorded: "the history file took nothing, or not fast enough"
        }
    }

    private static func time(_ unixSeconds: Int64) -> String {
        "\(Times.date(unixSeconds)) \(Times.clock(unixSeconds))"
    }
}
