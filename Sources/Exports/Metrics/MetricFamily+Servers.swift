import Bindings
import DHCPv6Wire
import LeasequerySession

extension MetricFamily {
    /// The samples of one server; none if nothing is known.
    typealias Samples = @Sendable (ServerReport, Moment) -> [Sample]

    static let perServer: [(family: MetricFamily, samples: Samples)] =
        feed + connections + knowledge + catchUp + partners + clock + traffic

    /// The connection.
    private static let feed: [(MetricFamily, Samples)] = [
        (
            gauge("server_state", "1 for the state of the feed, 0 for the others."),
            { server, _ in
                FeedPhase.states.map { state in Sample(["state": state], server.phase.state == state ? 1 : 0) }
            }
        ),
        (
            gauge("server_insecure", "1 if the server is spoken to in clear text, by configuration."),
            { server, _ in [Sample([:], server.isInsecure ? 1 : 0)] }
        ),
        (
            gauge(
                "tls_peer_certificate_not_after_timestamp", unit: "seconds",
                "When the certificate of the connected server expires."),
            { server, _ in (server.peer?.notAfter).map { [Sample([:], .decimal(Double($0)))] } ?? [] }
        ),
        (
            gauge("last_message_timestamp", unit: "seconds", "When the newest message of the feed was read."),
            { server, _ in server.lastMessageAt.map { [Sample([:], .time($0))] } ?? [] }
        ),
    ]

    /// How it stands to its partner; nothing without one.
    private static let partners: [(MetricFamily, Samples)] = [
        (
            gauge(
                "partner_shared_bindings", "Bindings that the server and its partner have told, ended ones included."),
            { server, _ in server.partner.map { [Sample([:], UInt64($0.shared))] } ?? [] }
        ),
        (
            gauge("partner_conflicts", "Bindings on which the server and its partner disagree. Absent: it has none."),
            { server, _ in server.partner.map { [Sample([:], UInt64($0.conflicts))] } ?? [] }
        ),
        (
            gauge(
                "partner_oldest_conflict_timestamp", unit: "seconds",
                "Since when the conflict lasts that lasts longest. Absent: there is none."),
            { server, _ in (server.partner?.oldestConflict).map { [Sample([:], .decimal(Double($0)))] } ?? [] }
        ),
    ]

    /// What is known, and what is not.
    private static let knowledge: [(MetricFamily, Samples)] = [
        (
            gauge(
                "whole",
                "1 if every binding is known that the server had at its newest message, else 0. Absent: it is polled."),
            { server, _ in
                server.pollInterval == nil ? [Sample([:], server.completeness.scope == nil ? 0 : 1)] : []
            }
        ),
        (
            gauge(
                "polled_timestamp", unit: "seconds",
                "When the last complete poll began: what is known is as old. Absent: there was none, or no poll at all."
            ),
            { server, _ in
                guard case .polled(let asOf, _, _) = server.completeness else { return [] }
                return [Sample([:], .time(asOf))]
            }
        ),
        (
            gauge("poll_interval", unit: "seconds", "From one poll to the next. Absent: it is not polled."),
            { server, _ in server.pollInterval.map { [Sample([:], .decimal($0 / .seconds(1)))] } ?? [] }
        ),
        (
            gauge(
                "whole_links", "As far as what is whole or polled goes: so many configured links. Absent: everywhere."),
            { server, _ in
                guard case .links(let count)? = server.completeness.scope else { return [] }
                return [Sample([:], UInt64(count))]
            }
        ),
        (
            gauge("holes", "Intervals of which not everything is known, by cause."),
            { server, _ in
                guard server.completeness != .unknown else { return [] }
                return Hole.Cause.allCases.map { cause in
                    Sample(["cause": cause.label], UInt64(server.ledger.holes.count { $0.cause == cause }))
                }
            }
        ),
        (
            gauge("hole_open", unit: "seconds", "For how long the oldest hole has been open, by cause."),
            { server, now in
                Hole.Cause.allCases.compactMap { cause in
                    let ages = server.ledger.holes.filter { $0.cause == cause }.map { now.since($0.since) }
                    return ages.max().map { Sample(["cause": cause.label], .decimal($0 / .seconds(1))) }
                }
            }
        ),
        (
            gauge("holes_being_filled", "Holes that a running bulk query is to fill."),
            { server, _ in
                guard server.completeness != .unknown else { return [] }
                return [Sample([:], UInt64(server.ledger.holes.count(where: \.isBeingFilled)))]
            }
        ),
        (
            gauge("bulk_complete", "1 if the newest bulk query was answered in full, 0 if it runs or failed."),
            { server, _ in server.bulk.map { [Sample([:], $0.isPaid ? 1 : 0)] } ?? [] }
        ),
        (
            gauge("bindings", "Bindings that hold, as far as is known."),
            { server, _ in
                guard server.completeness != .unknown else { return [] }
                return [
                    Sample(["kind": "address"], UInt64(server.boundAddresses)),
                    Sample(["kind": "prefix"], UInt64(server.boundPrefixes)),
                ]
            }
        ),
    ]

    /// What was said, and what became of it.
    private static let traffic: [(MetricFamily, Samples)] = [
        (counter("messages", "Messages that were used."), { server, _ in [Sample([:], server.tally.messages)] }),
        (
            counter("keepalives", "Messages without content, among the messages that were used."),
            { server, _ in [Sample([:], server.tally.keepalives)] }
        ),
        (
            counter("received", unit: "bytes", "Octets of these messages."),
            { server, _ in [Sample([:], server.tally.octets)] }
        ),
        (
            counter("updates", "Statements about bindings, by what they did."),
            { server, _ in
                ChangeKind.allCases.map { Sample(["kind": $0.label], server.changes[Int($0.rawValue)]) }
            }
        ),
        (
            counter("outdated_updates", "Statements ignored because a later one was known."),
            { server, _ in [Sample([:], server.outdated)] }
        ),
        (
            counter("decode_errors", "Messages dropped: unreadable, or against the protocol."),
            { server, _ in [Sample([:], server.tally.discarded)] }
        ),
        (
            counter("message_faults", "Faults in messages that were used all the same."),
            { server, _ in [Sample([:], server.tally.faults.total)] }
        ),
        (
            counter("dropped_updates", "Statements not stored because the limit of bindings was reached."),
            { server, _ in [Sample([:], server.dropped)] }
        ),
        (
            counter("dropped_details", "Bindings stored without their other options for want of room."),
            { server, _ in [Sample([:], server.detailsDropped)] }
        ),
    ]
}

extension FeedPhase {
    fileprivate static let states = [
        "stopped", "waiting", "connecting", "securing", "awaiting_reply", "catching_up", "live", "polling", "polled",
    ]

    fileprivate var state: String {
        switch self {
        case .stopped: "stopped"
        case .waiting: "waiting"
        case .connecting: "connecting"
        case .securing: "securing"
        case .awaitingReply: "awaiting_reply"
        case .catchingUp: "catching_up"
        case .live: "live"
        case .polling: "polling"
        case .polled: "polled"
        }
    }
}

extension Completeness {
    /// How far what is whole or polled goes; nil if it is neither.
    fileprivate var scope: FillScope? {
        switch self {
        case .whole(_, let scope), .polled(_, let scope, _): scope
        case .unknown, .changesSince, .filling, .hole, .missing, .overLimit, .firstPoll: nil
        }
    }
}

extension Hole.Cause {
    fileprivate var label: String {
        switch self {
        case .neverConnected: "never_connected"
        case .down: "down"
        case .catchUpUnfinished: "catch_up_unfinished"
        case .dataMissing: "data_missing"
        case .discarded: "discarded_messages"
        case .storeLimit: "store_limit"
        }
    }
}

extension ChangeKind {
    fileprivate var label: String {
        switch self {
        case .new: "new"
        case .renewed: "renew"
        case .changedHolder: "change"
        case .ended: "end"
        case .expiredLocally: "expire"
        case .absent: "absent"
        case .repeated: "repeat"
        }
    }
}

extension BulkProgress {
    fileprivate var isPaid: Bool {
        if case .paid? = verdict { true } else { false }
    }
}
