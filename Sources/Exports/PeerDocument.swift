import DHCPv6Wire
import LeasequerySession

/// How a connection is secured, and who is at its other end.
struct PeerDocument: JSONValue {
    let peer: PeerIdentity
    let createdAt: Int64

    func write(to json: inout JSONWriter) {
        json.valueObject { json in
            json.member("version", SafeText.printable(peer.version))
            json.member("cipher", SafeText.printable(peer.cipher))
            json.member("subject", SafeText.printable(peer.subject))
            json.member("issuer", SafeText.printable(peer.issuer))
            json.member("not-after", peer.notAfter.map { UTCTime(unixSeconds: $0) })
            json.member("days-left", peer.daysToExpiry(at: Moment(uptime: 0, utc: createdAt * 1_000_000_000)))
        }
    }
}
