import DHCPv6Wire
import LeasequerySession

/// Options as a person reads them: each by code, name and value, those inside others below them and indented. What has
/// no words here, or cannot be taken apart, is shown by its length and octets.
struct OptionWords {
    private var fields: [Fields.Field] = []
    private let now: Moment
    /// Options around the one being told.
    private var depth = 0

    /// Columns of the longest label, once indented, with a gap.
    static let labelWidth = 28
    /// Nothing sensible nests deeper.
    private static let deepest = 6

    static func fields(_ options: [RawOption], now: Moment) -> [Fields.Field] {
        var words = OptionWords(now: now)
        words.add(options)
        return words.fields
    }

    private init(now: Moment) {
        self.now = now
    }

    private mutating func add(_ options: [RawOption]) {
        for option in options { add(option) }
    }

    private mutating func add(_ option: RawOption) {
        do throws(WireError) {
            guard depth <= OptionWords.deepest else {
                throw WireError(.nestedTooDeep(limit: OptionWords.deepest), at: 0)
            }
            try addContainer(option)
        } catch {
            addLine(option, Words("\(error.problem): \(OptionWords.opaque(option.data))", .attention))
        }
    }

    private mutating func addLine(_ option: RawOption, _ words: Words) {
        let indent = String(repeating: "  ", count: depth)
        fields.append(("\(indent)\(option.code.rawValue) \(option.code.name ?? "unknown")", words))
    }

    private mutating func add(_ option: RawOption, _ text: String, _ inside: [RawOption]) {
        addLine(option, Words(text))
        depth += 1
        add(inside)
        depth -= 1
    }

    /// Options that hold options, and all others.
    private mutating func addContainer(_ option: RawOption) throws(WireError) {
        switch option.code {
        case .clientData: add(option, "", try ClientData(decoding: option).options)
        case .iaNA, .iaPD:
            let association = try IdentityAssociation(decoding: option)
            let timers =
                "T1 \(BindingWords.lifetime(association.renew)), T2 \(BindingWords.lifetime(association.rebind))"
            add(option, "IAID \(association.iaid), \(timers)", association.options)
        case .iaTA:
            let association = try TemporaryAssociation(decoding: option)
            add(option, "IAID \(association.iaid)", association.options)
        case .iaAddress:
            let lease = try IAAddress(decoding: option)
            add(option, "\(lease.address), \(lifetimes(lease.preferred, lease.valid))", lease.options)
        case .iaPrefix:
            let lease = try IAPrefix(decoding: option)
            add(
                option, "\(lease.address)/\(lease.length), \(lifetimes(lease.preferred, lease.valid))", lease.options)
        case .vendorOptions:
            let vendor = try VendorOptions(decoding: option)
            addLine(option, Words("of enterprise \(vendor.enterprise)"))
            // Their codes are the enterprise's: no name of ours fits them.
            for inside in vendor.options {
                fields.append(("  code \(inside.code.rawValue)", Words(OptionWords.opaque(inside.data))))
            }
        default: addLine(option, Words(try plain(option)))
        }
    }

    private func plain(_ option: RawOption) throws(WireError) -> String {
        switch option.code {
        case .clientID, .serverID, .relayID: OptionWords.duid(try option.duid())
        case .baseTime, .startTime, .endTime:
            "\(FeedWords.serverTime(try option.time(), now: now)) by the server's clock"
        case .clientLastTransactionTime: "\(Times.span(seconds: Int64(try option.seconds()))) before the base time"
        case .statusCode: OptionWords.status(try StatusMessage(decoding: option))
        case .optionRequest:
            try OptionRequest(decoding: option).codes.map(\.description).joined(separator: ", ")
        case .interfaceID, .subscriberID: ClientWords.octets(option.data)
        case .remoteID: OptionWords.remoteID(try RemoteID(decoding: option))
        case .clientLinkLayerAddress: OptionWords.linkLayer(try LinkLayerAddress(decoding: option))
        case .clientFQDN: OptionWords.name(try ClientFQDN(decoding: option))
        case .clientLink: try ClientLinks(decoding: option).links.map(\.description).joined(separator: ", ")
        case .relayData: OptionWords.relays(try RelayData(decoding: option))
        default: OptionWords.opaque(option.data)
        }
    }

    private func lifetimes(_ preferred: Lifetime, _ valid: Lifetime) -> String {
        "preferred \(BindingWords.lifetime(preferred)), valid \(BindingWords.lifetime(valid))"
    }
}

// Values in words.
extension OptionWords {
    static func remoteID(_ id: RemoteID) -> String {
        "enterprise \(id.enterprise), \(ClientWords.octets(id.identifier))"
    }

    static func linkLayer(_ address: LinkLayerAddress) -> String {
        ClientWords.linkLayer(address.hardwareType, address.address)
    }

    /// The name, and who is to keep it in the DNS (RFC 4704 section 4.1).
    static func name(_ name: ClientFQDN) -> String {
        let flags = [(1, "S: the server updates the DNS"), (2, "O: the server overrode S"), (4, "N: no updates")]
            .filter { name.flags & UInt8($0.0) != 0 }.map(\.1)
        return (["\(name.name)"] + flags).joined(separator: ", ")
    }

    private static func duid(_ duid: DUID) -> String { "\(duid), \(ClientWords.duid(duid))" }

    private static func status(_ message: StatusMessage) -> String {
        message.text.isEmpty ? "\(message.status)" : "\(message.status): \(SafeText.printable(message.text))"
    }

    private static func relays(_ data: RelayData) -> String {
        "\(Numbers.counted(data.path.hops.count, "relay")), told by peer \(data.peer); the chain is drawn by itself"
    }

    /// Octets that nobody has words for.
    static func opaque(_ data: [UInt8]) -> String {
        let text = SafeText.plain(data).map { ", as text \($0)" } ?? ""
        return "\(Numbers.counted(data.count, "octet"))\(data.isEmpty ? "" : ": 0x\(ClientWords.hex(data))")\(text)"
    }
}
