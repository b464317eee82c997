import DHCPv6Wire

extension MessageSummary {
    /// The most octets of a server's status text that are kept.
    private static let statusTextLimit = 256

    /// The text of STATUS_CODE, as UTF-8 with replacement characters; the peer may have put anything in it.
    ///
    /// - Parameter isKept: false: it is not wanted.
    func statusText(in octets: RawSpan, isKept: Bool = true) -> String {
        guard isKept, let range = statusText else { return "" }
        return String(decoding: octets.octets(range).prefix(MessageSummary.statusTextLimit), as: UTF8.self)
    }
}
