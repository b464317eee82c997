import Bindings
import LeasequerySession

extension MetricFamily {
    /// How well each feed is heard, and what that comes from.
    static let connections: [(MetricFamily, Samples)] = [
        (
            gauge("feed_condition", "1 for how well the feed is heard, 0 for the others."),
            { server, _ in
                FeedCondition.Kind.allCases.map { kind in
                    Sample(["condition": kind.label], server.condition.kind == kind ? 1 : 0)
                }
            }
        ),
        (
            gauge("feed_condition_since_timestamp", unit: "seconds", "Since when it is heard so."),
            { server, _ in server.condition.since.map { [Sample([:], .time($0))] } ?? [] }
        ),
        (
            gauge(
                "last_binding_timestamp", unit: "seconds",
                "When the newest statement of the feed was read that was no repeat."),
            { server, _ in server.connection.lastBindingAt.map { [Sample([:], .time($0))] } ?? [] }
        ),
        (
            gauge("keepalive_interval", unit: "seconds", "Pause between two keepalives, as learnt."),
            { server, _ in server.connection.keepalive.map { [seconds($0.typical)] } ?? [] }
        ),
        (
            counter("connection_ends", "Connections and attempts that ended, by cause."),
            { server, _ in
                ConnectionEnd.Cause.allCases.map { cause in
                    Sample(["cause": cause.label], server.connection.history.count(of: cause))
                }
            }
        ),
        (
            counter("reconnects", "Connections that came up after one that had ended, by the cause of that end."),
            { server, _ in
                ConnectionEnd.Cause.allCases.map { cause in
                    Sample(["cause": cause.label], server.connection.history.reconnects(after: cause))
                }
            }
        ),
        (
            gauge("receive_queue", unit: "bytes", "Octets that arrived here and lqtop has not read."),
            { server, _ in
                (server.connection.reading?.octetsWaiting).map { [Sample([:], $0)] } ?? []
            }
        ),
        (
            gauge("tcp_round_trip", unit: "seconds", "Of what lqtop sent last, smoothed by TCP."),
            { server, _ in (server.connection.reading?.path).map { [seconds($0.roundTrip)] } ?? [] }
        ),
        (
            gauge("tcp_retransmits", "Segments that lqtop sent again on this connection."),
            { server, _ in (server.connection.reading?.path).map { [Sample([:], $0.retransmits)] } ?? [] }
        ),
        (
            gauge("tcp_out_of_order", "Segments that came out of order on this connection, most for a loss."),
            { server, _ in
                (server.connection.reading?.path?.outOfOrder).map { [Sample([:], $0)] } ?? []
            }
        ),
    ]

    private static func seconds(_ duration: Duration) -> Sample { Sample([:], .decimal(duration / .seconds(1))) }
}

extension ConnectionEnd.Cause {
    var label: String {
        switch self {
        case .unreachable: "unreachable"
        case .startTLS: "starttls"
        case .tls: "tls"
        case .closedWithoutAnswer: "closed_without_answer"
        case .closedByServer: "closed_by_server"
        case .silence: "silence"
        case .unwritable: "unwritable"
        case .terminated: "terminated"
        case .refused: "refused"
        case .violation: "protocol_violation"
        case .byUser: "user"
        }
    }
}
