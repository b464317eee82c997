import DHCPv6Wire

/// The relays of a lease, from what Kea keeps beside it if `store-extended-info` is on:
/// `{"ISC": {"relay-info": [{"hop": 0, "link": "...", "peer": "...", "options": "0x..."}, ...]}}`, the relay next to the
/// server first, options without the relayed message. Kea 2.2 says `relays` instead of `relay-info`.
enum RelayInfo {
    /// Nil if the context names no relay, or not so that it can be told on.
    static func path(_ context: LeaseRow.Context) -> RelayPath? {
        switch context {
        case .value(let value): path(value)
        case .text(let text):
            text.isEmpty ? nil : (try? JSONValue(parsing: LeaseRow.unescaped(text[...]))).flatMap(path)
        }
    }

    private static func path(_ context: JSONValue) -> RelayPath? {
        let relays = (context["ISC"]?["relay-info"] ?? context["ISC"]?["relays"])?.elements ?? []
        let hops = relays.compactMap(RelayHop.init)
        guard !hops.isEmpty, hops.count == relays.count, hops.count <= Limits.relayHops else { return nil }
        return RelayPath(hops: hops)
    }
}

extension RelayHop {
    fileprivate init?(_ relay: JSONValue) {
        guard let link = relay["link"]?.text.flatMap({ IPv6Address($0) }),
            let peer = relay["peer"]?.text.flatMap({ IPv6Address($0) }),
            let hop = relay["hop"]?.integer, let hopCount = UInt8(exactly: hop)
        else { return nil }
        let text = relay["options"]?.text ?? ""
        guard let octets = [UInt8](hex: text.hasPrefix("0x") ? text.dropFirst(2) : text[...]),
            let options = try? RawOption.list(in: octets.span.bytes, from: 0, to: octets.count)
        else { return nil }
        self.init(hopCount: hopCount, link: link, peer: peer, options: options)
    }
}
