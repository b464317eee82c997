import Bindings
import DHCPv6Wire
import LeasequerySession

/// The way of the client's last message to the server, hop by hop: the client on top, below it the relays as they were
/// passed (RFC 8415 section 19, RFC 5007 section 4.1.2.4).
struct RelayChain {
    private static let labelWidth = 26

    private var lines: [PageSection.Line] = []
    private let now: Moment
    private let width: Int

    /// - Parameters:
    ///   - client: in words.
    ///   - server: its name.
    ///   - width: of a line.
    static func section(
        _ data: RelayData, client: String, server: Words, now: Moment, width: Int
    ) -> PageSection {
        let path = data.path
        var chain = RelayChain(now: now, width: width)
        chain.addStation("client", Words(client))
        chain.addGap(path)
        for (index, hop) in path.hops.reversed().enumerated() { chain.addHop(hop, number: index + 1, of: path) }
        chain.addArrow()
        chain.addStation("server", server)
        let isOuterPeer = path.hops.count > 1 && path.hops.first?.peer == data.peer
        chain.add(
            fact: "had it from",
            Words("\(data.peer)\(isOuterPeer ? ", which is the peer of the last relay" : "")"), bar: " ")
        return PageSection("way of the client's message", chain.lines)
    }

    private init(now: Moment, width: Int) {
        self.now = now
        self.width = width
    }

    /// What is missing between the client and the first relay that can be read.
    private mutating func addGap(_ path: RelayPath) {
        if let fault = path.fault {
            addFact("not all can be read", Words("\(fault)", .attention))
        } else if let inner = path.hops.last, inner.hopCount > 0 {
            addFact(
                "not told", Words("\(Numbers.counted(inner.hopCount, "relay")), by the hop count below", .attention))
        }
    }

    private mutating func addHop(_ hop: RelayHop, number: Int, of path: RelayPath) {
        addArrow()
        addStation("relay \(number)", Words("hop count \(hop.hopCount)"))
        addFact("link-address", link(hop.link, isClientLink: hop.link != .unspecified && hop.link == path.clientLink))
        addFact("peer-address", Words("\(hop.peer)\(before(number, path).map { ", \($0)" } ?? "")"))
        for option in hop.options { addOption(option) }
    }

    /// From whom a relay had the message; nil: the chain does not tell.
    private func before(_ number: Int, _ path: RelayPath) -> String? {
        if number > 1 { return "relay \(number - 1)" }
        return path.fault == nil && path.hops.last?.hopCount == 0 ? "the client" : nil
    }

    private func link(_ address: IPv6Address, isClientLink: Bool) -> Words {
        if address == .unspecified { return Words("\(address), names no link", .dim) }
        return Words("\(address)\(isClientLink ? ", the client's link" : "")")
    }

    private mutating func addOption(_ option: RawOption) {
        for field in OptionWords.fields([option], now: now) { addFact(field.label, field.words) }
    }

    private mutating func addArrow() {
        lines.append(PageSection.Line((2, Words("▼", .dim))))
    }

    private mutating func addStation(_ name: String, _ words: Words) {
        lines.append(PageSection.Line((0, Words(name, .strong)), (Fields.labelWidth, words)))
    }

    private mutating func addFact(_ label: String, _ words: Words) { add(fact: label, words, bar: "│") }

    private mutating func add(fact label: String, _ words: Words, bar: String) {
        let room = width - 4 - RelayChain.labelWidth
        for (index, text) in words.text.wrapped(width: room).enumerated() {
            lines.append(
                PageSection.Line(
                    (2, Words(bar, .dim)), (4, Words(index == 0 ? label : "", .label)),
                    (4 + RelayChain.labelWidth, Words(text, words.role))))
        }
    }
}
