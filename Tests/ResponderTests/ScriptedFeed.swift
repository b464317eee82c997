import DHCPv6Wire

@testable import Responder

/// Changes written down by a test. Clients of even numbers are on link 0, others on link 1.
struct ScriptedFeed: BindingFeed {
    /// Shared with the test that writes into it, which runs in one thread.
    final class Script: @unchecked Sendable {
        var present: [BindingChange] = []
        var coming: [BindingChange] = []
        /// How often the feed was asked.
        var advances = 0
        var trouble: String?
        /// In the place of what `relayData` says.
        var relayData: [UInt8]?
    }

    let script: Script

    static let linkPrefixes = [IPv6Prefix("2001:db8:0:0::/64"), IPv6Prefix("2001:db8:0:1::/64")].compactMap { $0 }

    var links: [IPv6Prefix] { Self.linkPrefixes }

    var trouble: String? { script.trouble }

    func start(at now: ServerMoment, _ report: (BindingChange) -> Void) { script.present.forEach(report) }

    func advance(to now: ServerMoment, _ report: (BindingChange) -> Void) {
        script.advances += 1
        script.coming.forEach(report)
        script.coming = []
    }

    func describe(_ client: ClientNumber, into description: inout ClientDescription) {
        description.duid = Self.duid(client.rawValue)
        description.link = Self.link(client.rawValue)
        description.relayData = script.relayData ?? Self.relayData(client.rawValue).octets
        description.name = [0, 1, UInt8(ascii: "a"), 0]
    }

    static func duid(_ client: UInt32) -> [UInt8] { [0, 3, 0, 1, 2, 0, 0, 0, UInt8(client >> 8), UInt8(client & 255)] }

    static func link(_ client: UInt32) -> IPv6Address {
        IPv6Address(high: linkPrefixes[Int(client % 2)].address.high, low: 1)
    }

    static func relayID(_ link: UInt32) -> [UInt8] { [0, 3, 0, 1, 6, 0, 0, 0, 0, UInt8(link)] }

    static func relayData(_ client: UInt32) -> RelayData {
        let hop = RelayHop(
            hopCount: 0, link: link(client), peer: IPv6Address(high: 0xfe80 << 48, low: UInt64(client)),
            options: [
                RawOption(.relayID, relayID(client % 2)),
                RawOption(RemoteID(enterprise: 32_473, identifier: [UInt8(truncatingIfNeeded: client)])),
            ])
        return RelayData(peer: link(client), hops: [hop])
    }
}

extension BindingKey {
    /// An address, by number.
    static func address(_ number: UInt64) -> BindingKey {
        BindingKey(address: IPv6Address(high: 0x2001_0db8_0000_0000, low: 0x1_0000 + number))
    }

    /// A delegated /56, by number.
    static func prefix(_ number: UInt64) -> BindingKey {
        BindingKey(.prefix, IPv6Prefix(IPv6Address(high: 0x3fff << 48 | number << 8, low: 0), length: 56))
    }
}
