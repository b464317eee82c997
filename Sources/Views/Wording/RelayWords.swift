import Bindings
import DHCPv6Wire

/// What the relays and the client said besides, in words. All of it is octets from outside, so all is escaped.
enum RelayWords {
    /// For a column: the client's link and the name of its line, as the relay next to the client gave them.
    static func short(_ details: [UInt8]) -> String {
        guard let path = RelayPath(details: details) else { return "-" }
        let line = path.hops.last.flatMap { hop in
            hop.remoteID.map { ClientWords.octets($0.identifier) } ?? hop.interfaceID.map(ClientWords.octets)
                ?? hop.subscriberID.map(ClientWords.octets)
        }
        return [path.clientLink?.description, line].compactMap { $0 }.joined(separator: " ")
    }

    /// One line for each relay, the one next to the client first; more than a few are not told apart.
    static func fields(_ details: [UInt8]) -> [(label: String, words: Words)] {
        guard let path = RelayPath(details: details) else { return [] }
        var fields = path.hops.reversed().prefix(4).map { (label: "relay", words: Words(hop($0))) }
        if path.hops.count > fields.count {
            fields.append(("relays", Words("\(path.hops.count) in all, the others farther from the client", .dim)))
        }
        if let fault = path.fault { fields.append(("relay data", Words("broken: \(fault)", .attention))) }
        return fields
    }

    private static func hop(_ hop: RelayHop) -> String {
        let parts: [String?] = [
            "link \(hop.link)", "peer \(hop.peer)",
            hop.interfaceID.map { "interface-id \(ClientWords.octets($0))" },
            hop.remoteID.map { "remote-id \($0.enterprise) \(ClientWords.octets($0.identifier))" },
            hop.subscriberID.map { "subscriber-id \(ClientWords.octets($0))" },
            hop.relayID.map { "relay-id \($0)" },
            hop.linkLayerAddress.map { "link-layer address of the client \($0.address.colonHex)" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// The name of the client, and options nobody has words for here.
    static func clientFields(_ details: [UInt8]) -> [(label: String, words: Words)] {
        guard let options = try? RawOption.list(in: details.span.bytes, from: 0, to: details.count) else {
            return [("options", Words("cannot be taken apart: \(details.hex)", .attention))]
        }
        var fields: [(label: String, words: Words)] = []
        let name = try? options.first(ClientFQDN.self)?.name
        if let name { fields.append(("name", Words("\(name)"))) }
        let others = options.filter { $0.code != .relayData && (name == nil || $0.code != .clientFQDN) }
        if !others.isEmpty {
            let texts = others.map { "\($0.code) \($0.data.hex)" }
            fields.append(("options", Words(texts.joined(separator: ", "))))
        }
        return fields
    }
}
