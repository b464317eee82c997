import DHCPv6Wire
import NIOCore

extension IPv6Address {
    /// Where a connection comes from; an IPv4 address as IPv4-mapped (RFC 4291 section 2.5.5.2), for that is what a
    /// listener for both gets to see.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress else { return nil }
        if case .v4 = address { self.init("::ffff:\(text)") } else { self.init(text) }
    }
}

extension ServerConfiguration {
    /// Whether connections from there are taken; one whose source is not known is none of those that were listed.
    func allows(_ source: IPv6Address?) -> Bool {
        guard let sources else { return true }
        guard let source else { return false }
        return sources.contains { $0.contains(source) }
    }
}
