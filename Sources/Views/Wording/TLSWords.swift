import Bindings
import DHCPv6Wire
import LeasequerySession

/// How the way to a server is protected, in words.
enum TLSWords {
    /// From so many days before it ends, a certificate is worth a look.
    private static let warningDays: Int64 = 30

    /// Eight columns: what is wrong, or the version.
    static func short(_ server: ServerReport, now: Moment) -> Words {
        guard !server.isInsecure else { return Words("INSECURE", .bad) }
        guard let peer = server.peer else { return Words("-", .dim) }
        return switch peer.daysToExpiry(at: now) {
        case .some(let days) where days < 0: Words("EXPIRED", .bad)
        case .some(let days) where days < warningDays: Words("\(days)d left", .attention)
        case .some, nil: Words(SafeText.printable(peer.version), .good)
        }
    }

    /// Who the server proved to be and until when; nil if there is no secured connection at the moment.
    static func long(_ server: ServerReport, now: Moment) -> Words? {
        guard !server.isInsecure, let peer = server.peer else { return nil }
        let facts = ["\(peer.version), \(peer.cipher)", peer.subject, "issued by \(peer.issuer)"]
        return Words(
            SafeText.printable(facts.joined(separator: "; ")) + "; " + expiry(peer, now: now),
            short(server, now: now).role)
    }

    private static func expiry(_ peer: PeerIdentity, now: Moment) -> String {
        guard let end = peer.notAfter, let days = peer.daysToExpiry(at: now) else { return "expiry unreadable" }
        let date = Times.date(end)
        return days < 0 ? "EXPIRED \(date)" : "expires \(date), in \(Numbers.counted(UInt64(days), "day"))"
    }
}
