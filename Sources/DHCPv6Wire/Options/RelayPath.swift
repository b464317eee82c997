/// The relays between a client and its server, taken out of nested RELAY-FORW messages (RFC 8415 section 9).
public struct RelayPath: Hashable, Sendable {
    /// Outermost first: the last one is next to the client.
    public var hops: [RelayHop]
    /// What made the chain unreadable from some place on; what stands before it is in `hops`. Servers exist that
    /// write chains of four relays wrongly.
    public var fault: WireError?

    public init(hops: [RelayHop]) {
        self.hops = hops
    }

    /// Takes apart as much as can be read, at most `Limits.relayHops` levels.
    ///
    /// - Parameter message: a RELAY-FORW, from outside; a RELAY_MSG cut short is read as far as it goes.
    public init(decoding message: [UInt8]) {
        hops = []
        var level = 0..<message.count
        while hops.count < Limits.relayHops {
            let type = message[level].first
            // Inside, anything else is the client's own message, which a server may have left in.
            if !hops.isEmpty, type != MessageType.relayForward.rawValue { return }
            guard level.count >= RelayHop.headerLength else {
                note(.optionLength(level.count), at: level.lowerBound)
                return
            }
            guard type == MessageType.relayForward.rawValue else {
                note(.notRelayForward(type: message[level.lowerBound]), at: level.lowerBound)
                return
            }
            guard let inner = readHop(message, level) else { return }
            level = inner
        }
        note(.nestedTooDeep(limit: Limits.relayHops), at: level.lowerBound)
    }

    /// The relay data among the options of a CLIENT_DATA, as `BindingRow.details` keeps them; nil if there is none.
    public init?(details: [UInt8]) {
        guard let options = try? RawOption.list(in: details.span.bytes, from: 0, to: details.count),
            let relayData = try? options.first(RelayData.self)
        else { return nil }
        self = relayData.path
    }

    /// The client's link: the link-address of the innermost relay that names one (RFC 8415 section 13.1).
    public var clientLink: IPv6Address? {
        hops.last { $0.link != .unspecified }?.link
    }

    /// The RELAY-FORW around the others; RELAY_MSG is the last option of each.
    public var octets: [UInt8] {
        hops.reversed().reduce(into: []) { message, hop in
            var octets = [MessageType.relayForward.rawValue, hop.hopCount] + hop.link.octets + hop.peer.octets
            hop.options.encode(into: &octets)
            if !message.isEmpty { [RawOption(.relayMessage, message)].encode(into: &octets) }
            message = octets
        }
    }

    private mutating func note(_ problem: WireError.Problem, at offset: Int, in option: OptionCode = .relayData) {
        if fault == nil { fault = WireError(problem, at: offset, in: option) }
    }

    /// Appends one hop and returns where its RELAY_MSG lies.
    private mutating func readHop(_ message: [UInt8], _ level: Range<Int>) -> Range<Int>? {
        let octets = message.span.bytes
        var hop = RelayHop(
            hopCount: octets.octet(at: level.lowerBound + 1), link: octets.address(at: level.lowerBound + 2),
            peer: octets.address(at: level.lowerBound + 18))
        var inner: Range<Int>?
        var at = level.lowerBound + RelayHop.headerLength
        while level.upperBound - at >= 4 {
            let code = OptionCode(rawValue: octets.uint16(at: at))
            let announced = Int(octets.uint16(at: at + 2))
            let present = level.upperBound - at - 4
            if announced > present { note(.optionOverrun(announced: announced, present: present), at: at, in: code) }
            let data = at + 4..<at + 4 + min(announced, present)
            if code == .relayMessage {
                if inner == nil, !data.isEmpty { inner = data }
            } else if announced <= present {
                hop.options.append(RawOption(code, Array(message[data])))
                if code == .remoteID, announced < 5 { note(.optionLength(announced), at: at, in: code) }
            }
            at = data.upperBound
        }
        if at != level.upperBound { note(.leftoverOctets(level.upperBound - at), at: at) }
        hops.append(hop)
        return inner
    }
}

/// One relay of a path.
public struct RelayHop: Hashable, Sendable {
    /// Relays between this one and the client, as this one counted.
    public var hopCount: UInt8
    /// Tells the link of the client, or of the relay before; `::` if it need not.
    public var link: IPv6Address
    /// From whom this relay had the message: the client, or the relay before.
    public var peer: IPv6Address
    /// All but RELAY_MSG.
    public var options: [RawOption]

    public init(hopCount: UInt8, link: IPv6Address, peer: IPv6Address, options: [RawOption] = []) {
        self.hopCount = hopCount
        self.link = link
        self.peer = peer
        self.options = options
    }

    /// Type, hop count and two addresses.
    static let headerLength = 34

    /// Opaque octets; nil if the relay gave none.
    public var interfaceID: [UInt8]? { options[.interfaceID]?.data }
    public var subscriberID: [UInt8]? { options[.subscriberID]?.data }
    public var relayID: DUID? { options[.relayID].map { DUID(octets: $0.data) } }
    /// nil too if its length is impossible.
    public var remoteID: RemoteID? { try? options.first(RemoteID.self) }
    /// The client's link-layer address as the relay saw it; nil too if its length is impossible.
    public var linkLayerAddress: LinkLayerAddress? { try? options.first(LinkLayerAddress.self) }
}
