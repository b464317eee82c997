import DHCPv6Wire
import Testing

@Suite("Options as values")
struct OptionTests {
    func message(_ name: String) throws -> OwnedMessage {
        try OwnedMessage(decoding: #require(Frame.named(name)).message)
    }

    /// Decodes as `Value`, checks that it comes back octet for octet, and gives the value.
    func value<Value: OptionValue>(_ kind: Value.Type, _ hex: String) throws -> Value {
        let option = RawOption(kind.code, try #require([UInt8](hex: hex)))
        let value = try Value(decoding: option)
        #expect(RawOption(value) == option)
        return value
    }

    @Test("ORO of a query names base time and relay data")
    func optionRequest() throws {
        let request = try #require(try message("active-all").options.first(OptionRequest.self))
        #expect(request.codes == [.baseTime, .relayData])
        #expect(OptionRequest([.baseTime, .relayData]).octets == [0, 100, 0, 47])
    }

    @Test(
        "LQ_QUERY tells type, link and what is looked for",
        arguments: [
            ("bulk-by-address", QueryType.byAddress, "::", OptionCode.iaAddress),
            ("bulk-by-clientid", .byClientID, "::", .clientID),
            ("bulk-by-relay-id", .byRelayID, "::", .relayID),
            ("bulk-by-link", .byLinkAddress, "2001:db8:1::1", .optionRequest),
            ("bulk-by-remote-id", .byRemoteID, "::", .remoteID),
        ])
    func query(name: String, type: QueryType, link: String, code: OptionCode) throws {
        let raw = try #require(try message(name)[.leasequeryQuery])
        let query = try LeasequeryQuery(decoding: raw)
        #expect(query.type == type)
        #expect(query.linkAddress == IPv6Address(link))
        #expect(query.options.map(\.code) == [code])
        #expect(RawOption(query) == raw)
    }

    @Test("Times of a recovery query are the server's clock")
    func times() throws {
        let recovery = try message("bulk-recovery")
        #expect(try recovery[.startTime]?.time() == ServerTime(rawValue: 840_625_200))
        #expect(try recovery[.endTime]?.time() == ServerTime(rawValue: 840_628_800))
        #expect(RawOption(.startTime, ServerTime(rawValue: 840_625_200)) == recovery[.startTime])
        #expect(RawOption(.clientLastTransactionTime, seconds: 600).data == [0, 0, 2, 88])
    }

    @Test("STATUS_CODE has a number and perhaps a text")
    func status() throws {
        let refused = try #require(try message("starttls-reply-refused").options.first(StatusMessage.self))
        #expect(refused == StatusMessage(.tlsConnectionRefused, text: "TLS not available"))
        #expect(try value(StatusMessage.self, "000a") == StatusMessage(.notAllowed))
        #expect(try value(StatusMessage.self, "0001ff0a").text == [0xff, 0x0a])
    }

    @Test("CLIENT_DATA gives its client, leases and relays")
    func clientData() throws {
        let raw = try #require(try message("reply-success-data")[.clientData])
        let client = try ClientData(decoding: raw)
        #expect(client.duid?.description == "00:01:00:01:2a:3b:4c:5d:00:00:5e:00:53:01")
        #expect(try client.sinceLastTransaction() == 600)
        let address = try #require(IPv6Address("2001:db8:1::abcd"))
        let lifetimes = (preferred: Lifetime(rawValue: 2400), valid: Lifetime(rawValue: 3000))
        #expect(
            try client.addresses()
                == [IAAddress(address, preferred: lifetimes.preferred, valid: lifetimes.valid)])
        let prefix = try #require(IPv6Prefix("2001:db8:f00::/56"))
        #expect(
            try client.prefixes() == [IAPrefix(prefix, preferred: lifetimes.preferred, valid: lifetimes.valid)])
        #expect(try client.relayData() == nil)
        #expect(RawOption(client) == raw)
    }

    @Test("IAADDR and IAPREFIX keep their own options")
    func leaseOptions() throws {
        let address = try value(IAAddress.self, "20010db8000000000000000000000001000000010000000200fd0001aa")
        #expect(address.options == [RawOption(OptionCode(rawValue: 0xfd), [0xaa])])
        let prefix = try value(
            IAPrefix.self, "00000001000000023820010db80f000000000000000000000000430004deadbeef")
        #expect(prefix.options.map(\.code.rawValue) == [67])
    }

    @Test("V-25: an IAPREFIX keeps bits past its length as sent, and masks them for use")
    func prefixBits() throws {
        let prefix = try value(IAPrefix.self, "00000001000000022020010db8ffff00000000000000000000")
        #expect(prefix.prefix.description == "2001:db8::/32")
        #expect(prefix.address.description == "2001:db8:ffff::")
    }

    @Test("V-25: a prefix length over 128 is refused")
    func prefixLength() throws {
        let data = try #require([UInt8](hex: "00000001000000028120010db8000000000000000000000000"))
        #expect(throws: WireError(.prefixLength(129), at: 30, in: .iaPrefix)) {
            try IAPrefix(decoding: RawOption(.iaPrefix, data), at: 30)
        }
    }

    @Test("REMOTE_ID is a number and octets, both together")
    func remoteID() throws {
        #expect(
            try value(RemoteID.self, "00007ed97375622d3432")
                == RemoteID(enterprise: 32_473, identifier: Array("sub-42".utf8)))
    }

    @Test("CLIENT_LINKLAYER_ADDR is a hardware type and an address")
    func linkLayerAddress() throws {
        #expect(
            try value(LinkLayerAddress.self, "000100005e005301")
                == LinkLayerAddress(hardwareType: 1, address: [0, 0, 0x5e, 0, 0x53, 1]))
    }

    @Test("VENDOR_OPTS keeps the options of its enterprise")
    func vendorOptions() throws {
        let vendor = try value(VendorOptions.self, "00007ed900010002abcd")
        #expect(vendor.enterprise == 32_473)
        #expect(vendor.options == [RawOption(OptionCode(rawValue: 1), [0xab, 0xcd])])
    }

    @Test("LQ_CLIENT_LINK is a list of links")
    func clientLinks() throws {
        let links = try value(
            ClientLinks.self, "20010db800010000000000000000000020010db8000200000000000000000000")
        #expect(links.links.map(\.description) == ["2001:db8:1::", "2001:db8:2::"])
    }

    @Test("IA_NA, IA_PD and IA_TA are opened")
    func associations() throws {
        let octets = try #require([UInt8](hex: "000000070000012c000001e0000d00020001"))
        let association = try IdentityAssociation(decoding: RawOption(.iaPD, octets))
        #expect(association.iaid == 7)
        #expect(association.renew.seconds == 300)
        #expect(association.rebind.seconds == 480)
        #expect(try association.options.first(StatusMessage.self)?.status == .unspecifiedFailure)
        #expect(association.octets == octets)
        #expect(try value(TemporaryAssociation.self, "00000007000d00020001").iaid == 7)
    }

    @Test(
        "V-04: an option of impossible length is refused, with its place",
        arguments: [
            ("IAADDR", 23), ("IAPREFIX", 24), ("LQ_QUERY", 16), ("LQ_RELAY_DATA", 15), ("REMOTE_ID", 4),
            ("STATUS_CODE", 1), ("ORO", 3), ("LQ_CLIENT_LINK", 17), ("VENDOR_OPTS", 3),
            ("CLIENT_LINKLAYER_ADDR", 1), ("CLIENT_FQDN", 0), ("IA_TA", 3),
        ])
    func impossibleLength(name: String, count: Int) throws {
        let kinds: [any OptionValue.Type] = [
            IAAddress.self, IAPrefix.self, LeasequeryQuery.self, RelayData.self, RemoteID.self, StatusMessage.self,
            OptionRequest.self, ClientLinks.self, VendorOptions.self, LinkLayerAddress.self, ClientFQDN.self,
            TemporaryAssociation.self,
        ]
        let kind = try #require(kinds.first { $0.code.description == name })
        let option = RawOption(kind.code, [UInt8](repeating: 0, count: count))
        #expect(throws: WireError(.optionLength(count), at: 12, in: kind.code)) {
            try kind.init(decoding: option, at: 12)
        }
    }

    @Test("V-04: times are four octets, no less and no more", arguments: [0, 3, 5])
    func timeLength(count: Int) {
        let option = RawOption(.baseTime, [UInt8](repeating: 0, count: count))
        #expect(throws: WireError(.optionLength(count), at: 4, in: .baseTime)) { try option.time(at: 4) }
    }

    @Test("V-03: a fault inside a container is placed in the message")
    func nestedFault() throws {
        let option = RawOption(.clientData, try #require([UInt8](hex: "002e0004000000050001000e00")))
        #expect(throws: WireError(.optionOverrun(announced: 14, present: 1), at: 100 + 4 + 8, in: .clientID)) {
            try ClientData(decoding: option, at: 100)
        }
    }
}
