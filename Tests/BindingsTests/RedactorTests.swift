import DHCPv6Wire
import LeasequerySession
import Testing

@testable import Bindings

/// What is left of rows that are for others to see.
struct RedactorTests {
    /// No cryptography, but as different for different octets.
    private static func redactor(
        key: UInt64 = 1, prefixLength: UInt8 = 48, names: Redactor.Names = .removed
    ) -> Redactor {
        Redactor(prefixLength: prefixLength, names: names) { octets in
            var digest: [UInt8] = []
            for word in 0..<4 as Range<UInt64> {
                var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ (key &+ word)
                for octet in octets { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
                hash ^= hash >> 29
                for shift in 0..<8 as Range<UInt64> { digest.append(UInt8(truncatingIfNeeded: hash >> (shift * 8))) }
            }
            return digest
        }
    }

    private static let mac: [UInt8] = [0x02, 0xaa, 0xbb, 0xcc, 0xdd, 0x01]
    private static let name: [UInt8] = Array("\u{5}alice\u{4}home\u{0}".utf8)
    private static let relay = DUID(octets: [0, 3, 0, 1] + mac + [7])
    private static let line: [UInt8] = Array("ge-0/0/7:alice".utf8)

    private static func details() -> [UInt8] {
        let hop = RelayHop(
            hopCount: 0, link: IPv6Address("2001:db8:77:8899::1")!, peer: IPv6Address("fe80::aa:bbff:fecc:dd01")!,
            options: [
                RawOption(.interfaceID, line), RawOption(.subscriberID, line), RawOption(.relayID, relay),
                RawOption(RemoteID(enterprise: 32_473, identifier: line)),
                RawOption(LinkLayerAddress(hardwareType: 1, address: mac)),
                RawOption(OptionCode(rawValue: 65_001), line),
            ])
        var details: [UInt8] = []
        [
            RawOption(RelayData(peer: hop.peer, hops: [hop])), RawOption(.clientFQDN, [1] + name),
            RawOption(OptionCode(rawValue: 17), [0, 0, 0, 9] + line),
        ].encode(into: &details)
        return details
    }

    private static func row(_ octet: UInt8 = 1) -> BindingRow {
        BindingRow(
            server: ServerID(rawValue: 0), prefix: IPv6Prefix("2001:db8:77:8899::5/128")!, kind: .address,
            duid: DUID(octets: [0, 1, 0, 1, 9, 9, 9, 9] + mac + [octet]), state: .bound, lastChange: .new,
            preferred: Lifetime(rawValue: 256), valid: Lifetime(rawValue: 512), baseTime: nil,
            sinceLastTransaction: nil, receivedAt: 5, changedAt: 5, expiresAt: 517, lastTransactionAt: nil,
            details: details())
    }

    private static func contains(_ octets: [UInt8], _ part: [UInt8]) -> Bool {
        octets.indices.contains { octets[$0...].starts(with: part) }
    }

    @Test("nothing of a DUID, a link-layer address, a name or a line is left, and of addresses the beginning")
    func removed() throws {
        let row = Self.redactor().redacted(Self.row())
        #expect(row.prefix == IPv6Prefix("2001:db8:77::/48"))
        #expect(row.duid.octets.count == 18 && row.duid.octets.starts(with: [0xff, 0xff]))
        #expect(row.duid.linkLayerAddress == nil)
        for secret in [Self.mac, Self.line, Array("alice".utf8), Self.relay.octets, [0x88, 0x99]] {
            #expect(Self.contains(Self.row().details, secret))
            #expect(!Self.contains(row.details, secret))
        }
        let options = try RawOption.list(in: row.details.span.bytes, from: 0, to: row.details.count)
        #expect(options.map(\.code) == [.relayData])
        let hop = try #require(RelayPath(details: row.details)?.hops.first)
        #expect(hop.link == IPv6Address("2001:db8:77::") && hop.peer == IPv6Address("fe80::"))
        #expect(hop.options.map(\.code) == [.interfaceID, .subscriberID, .relayID, .remoteID, .clientLinkLayerAddress])
        #expect(hop.interfaceID?.count == 16 && hop.interfaceID != hop.subscriberID)
        #expect(hop.remoteID?.enterprise == 32_473)
        #expect(hop.linkLayerAddress?.address.count == 8 && hop.linkLayerAddress?.hardwareType == 1)
        #expect(row.expiresAt == 517 && row.state == .bound && row.valid.rawValue == 512)
    }

    @Test("the same octets and key have the same pseudonym everywhere, others never")
    func stable() {
        let first = Self.redactor()
        #expect(first.redacted(Self.row()) == Self.redactor().redacted(Self.row()))
        #expect(first.redacted(Self.row(1)).duid != first.redacted(Self.row(2)).duid)
        #expect(first.redacted(Self.row()).duid != Self.redactor(key: 2).redacted(Self.row()).duid)
        #expect(first == Self.redactor() && first != Self.redactor(key: 2) && first != Self.redactor(prefixLength: 56))
        var seen: Set<DUID> = []
        for number in 0..<10_000 as Range<UInt16> {
            seen.insert(first.redacted(DUID(octets: [0, 4, UInt8(number >> 8), UInt8(number & 255)])))
        }
        #expect(seen.count == 10_000)
    }

    @Test("names become pseudonyms if that is wanted")
    func names() throws {
        let row = Self.redactor(names: .pseudonyms).redacted(Self.row())
        let options = try RawOption.list(in: row.details.span.bytes, from: 0, to: row.details.count)
        let name = try #require(try options.first(ClientFQDN.self))
        #expect(name.name.description.wholeMatch(of: /name-[0-9a-f]{32}\./) != nil)
        #expect(!Self.contains(row.details, Array("alice".utf8)))
    }

    @Test("a prefix shorter than what is left stays; all or nothing of an address can be left")
    func lengths() {
        #expect(Self.redactor().redacted(IPv6Prefix("2001:db8::/40")!) == IPv6Prefix("2001:db8::/40"))
        #expect(Self.redactor().redacted(IPv6Prefix("2001:db8:1:ff00::/56")!) == IPv6Prefix("2001:db8:1::/48"))
        #expect(Self.redactor(prefixLength: 0).redacted(IPv6Prefix("2001:db8::/40")!) == IPv6Prefix("::/0"))
    }

    @Test("partners that agree on a client still do, and that do not still do not")
    func partners() {
        var row = Self.row()
        row.partner = PartnerSource(Self.row())
        let same = Self.redactor().redacted(row)
        #expect(same.partner?.duid == same.duid)
        row.partner = PartnerSource(Self.row(2))
        let other = Self.redactor().redacted(row)
        #expect(other.partner?.duid != other.duid && other.partner?.duid.octets.first == 0xff)
    }

    @Test("changes, reports and storms lose the same")
    func others() {
        let redactor = Self.redactor()
        let row = Self.row()
        let change = ChangeRow(
            sequence: 1, kind: .changedHolder, at: 5, origin: .live, server: row.server, prefix: row.prefix,
            bindingKind: .address, duid: row.duid, previousDUID: Self.relay, valid: row.valid)
        let redacted = redactor.redacted(change)
        #expect(redacted.prefix.length == 48 && redacted.duid == redactor.redacted(row).duid)
        #expect(redacted.previousDUID == redactor.redacted(Self.relay))
        var report = BindingReport(BindingSubject(row))
        report.row = row
        report.changes = [change]
        #expect(redactor.redacted(report).subject.prefix.length == 48)
        #expect(redactor.redacted(report).row == redactor.redacted(row))
        #expect(redactor.redacted(report).changes == [redacted])
        var storm = StormReport(perSecond: 9, usualPerSecond: 1, peak: 9, at: Clock.at(0))
        storm.clients = [.init(row.duid, atLeast: 5)]
        storm.links = [.init(row.prefix.address, atLeast: 4)]
        let alarm = Alarm(id: 1, .storm(storm), of: nil, .warning, since: Clock.at(0))
        guard case .storm(let left) = redactor.redacted(alarm).cause else {
            Issue.record("no storm any more")
            return
        }
        #expect(left.clients == [.init(redacted.duid, atLeast: 5)])
        #expect(left.links == [.init(IPv6Address("2001:db8:77::")!, atLeast: 4)])
        let entry = LogEntry(id: 1, .alarmRaised(alarm), of: nil, at: Clock.at(0))
        #expect(redactor.redacted(entry).event == .alarmRaised(redactor.redacted(alarm)))
    }

    @Test("octets that are no options are left out")
    func broken() {
        var row = Self.row()
        row.details = [0, 1, 0, 200, 7]
        #expect(Self.redactor().redacted(row).details.isEmpty)
    }
}
