import Bindings
import DHCPv6Wire
import LeasequerySession

/// What a history file says, as named fields; docs/history.md has them. Times are Unix seconds of our clock.
public struct HistoryDocument {
    private let answer: HistoryAnswer
    private let version: String
    private let redactor: Redactor?

    /// - Parameters:
    ///   - answer: redacted already, if it is to be.
    ///   - redactor: what it was redacted by.
    public init(_ answer: HistoryAnswer, version: String, redactor: Redactor? = nil) {
        self.answer = answer
        self.version = version
        self.redactor = redactor
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("tool", "lqtop \(version)")
            json.member("redaction", redactor.map(RedactionDocument.init))
            json.member("from", answer.range.lowerBound)
            json.member("until", answer.range.upperBound)
            json.member("whole", answer.isWhole)
            json.member("more", answer.isCut)
            json.array("holders") { json in
                for holder in answer.holders { json.row { write(holder.row, holder.servers, to: &$0) } }
            }
            neighbour("before", answer.before, &json)
            neighbour("after", answer.after, &json)
            json.array("servers") { json in
                for server in answer.servers.indices { json.row { write(server, to: &$0) } }
            }
        }
        json.endLine()
    }

    private func neighbour(_ name: String, _ row: HistoryAnswer.Row?, _ json: inout JSONWriter) {
        guard let row else { return json.member(name, Int?.none) }
        json.object(name) { write(row, [row.server], to: &$0) }
    }

    private func write(_ row: HistoryAnswer.Row, _ servers: [Int], to json: inout JSONWriter) {
        json.member("ip-address", row.prefix.address)
        json.member("type", row.kind.exported)
        json.member("prefix-len", row.kind == .address && row.prefix.length == 128 ? nil : row.prefix.length)
        json.member("duid", row.span.duid)
        let (verdict, heldTo): (String, Int64?) =
            switch row.verdict {
            case .held: ("held", nil)
            case .unknown(let heldTo): ("unknown", heldTo)
            case .notHeld: ("not-held", nil)
            }
        json.member("verdict", answer.isOneTime ? verdict : nil)
        json.member("held-to", heldTo)
        json.member("began", row.span.began)
        json.member("began-known", row.span.isBeginKnown)
        json.member("seen", row.span.seen)
        json.member("lease-until", row.span.until)
        json.member("gone", row.span.gone)
        json.member("ending", row.span.ending.exported)
        json.member("servers", servers.map { answer.servers[$0].name })
    }

    private func write(_ server: Int, to json: inout JSONWriter) {
        let holes = answer.holes(of: server)
        json.member("name", answer.servers[server].name)
        json.member("address", answer.servers[server].address)
        json.member("partner", answer.servers[server].partner.map { answer.servers[$0].name })
        json.member("as-of", answer.time(of: server))
        json.member("whole", holes.isEmpty)
        json.array("holes") { json in
            for hole in holes {
                json.row { json in
                    json.member("from", hole.range.lowerBound)
                    json.member("until", hole.range.upperBound)
                    json.member("cause", hole.state?.exported ?? "not-running")
                }
            }
        }
    }
}

extension BindingSpan.Ending {
    fileprivate var exported: String {
        switch self {
        case .open: "open"
        case .ended: "ended"
        case .expired: "expired"
        case .changedHolder: "changed-holder"
        case .absent: "absent"
        case .lapsed: "lapsed"
        }
    }
}

extension FeedStretch.State {
    fileprivate var exported: String {
        switch self {
        case .whole: "whole"
        case .unverified: "unverified"
        case .changesOnly: "changes-only"
        case .filling: "filling"
        case .missing: "missing"
        case .overLimit: "over-limit"
        case .polled: "polled"
        case .notYetPolled: "not-yet-polled"
        case .down: "down"
        case .unrecorded: "unrecorded"
        }
    }
}
