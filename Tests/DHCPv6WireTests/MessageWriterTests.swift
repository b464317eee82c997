import DHCPv6Wire
import Testing

@Suite("Writing messages")
struct MessageWriterTests {
    func facts(_ octets: [UInt8]) throws -> String {
        try "\(Facts(owned: Array(octets.dropFirst(2))))"
    }

    @Test("A reply with a client is the octets of the table")
    func reply() throws {
        let frame = try #require(Frame.named("reply-success-data"))
        let duid = try #require([UInt8](hex: "000100012a3b4c5d00005e005301"))
        let address = try #require(IPv6Address("2001:db8:1::abcd"))
        let prefix = try #require(IPv6Prefix("2001:db8:f00::/56"))
        let (preferred, valid) = (Lifetime(rawValue: 2400), Lifetime(rawValue: 3000))
        var writer = MessageWriter()
        try writer.message(.leasequeryReply, transactionID: 0x0a1b2c) { message in
            message.option(.clientID, [UInt8](hex: "00046c71746f700040008000000000000001") ?? [])
            message.option(.serverID, [UInt8](hex: "000200007ed973727631") ?? [])
            message.time(.baseTime, ServerTime(rawValue: 840_628_800))
            message.option(.clientData) { client in
                client.option(.clientID, duid)
                client.seconds(.clientLastTransactionTime, 600)
                client.address(address, preferred: preferred, valid: valid)
                client.prefix(prefix, preferred: preferred, valid: valid)
            }
        }
        #expect(writer.octets.hex == frame.octets.hex)
    }

    @Test("Relay data is the octets of the table, nested lengths and all")
    func relayData() throws {
        let frame = try #require(Frame.named("data-with-relay"))
        let address = try ["2001:db8:ffff::2", "2001:db8:ffff::1", "2001:db8:1::1", "fe80::200:5eff:fe00:5302"]
            .map { try #require(IPv6Address($0)) }
        var writer = MessageWriter()
        try writer.message(.leasequeryData, transactionID: 0x0a1b2c) { message in
            message.time(.baseTime, ServerTime(rawValue: 840_628_807))
            message.option(.clientData) { client in
                client.option(.clientID, [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, 2])
                client.seconds(.clientLastTransactionTime, 0)
                client.address(
                    IPv6Address("2001:db8:1::b0b") ?? .unspecified, preferred: Lifetime(rawValue: 3600),
                    valid: Lifetime(rawValue: 7200))
                client.relayData(peer: address[0]) { relays in
                    relays.relayForward(hopCount: 1, link: .unspecified, peer: address[1]) { outer in
                        outer.option(.relayMessage) { message in
                            message.relayForward(hopCount: 0, link: address[2], peer: address[3]) { inner in
                                inner.option(.interfaceID, Array("eth1/7".utf8))
                                inner.option(.remoteID, [0, 0, 0x7e, 0xd9] + Array("sub-42".utf8))
                                inner.option(.relayID, [0, 3, 0, 1, 0, 0, 0x5e, 0, 0x53, 0xfe])
                            }
                        }
                    }
                }
            }
        }
        #expect(writer.octets.hex == frame.octets.hex)
    }

    @Test("Frames stand one after another, and the room is used again")
    func several() throws {
        var writer = MessageWriter()
        try writer.message(.leasequeryDone, transactionID: 0x0d0e0f)
        try writer.message(.leasequeryDone, transactionID: 0xff0d_0e0f)
        #expect(writer.octets.hex == "0004100d0e0f0004100d0e0f")
        writer.removeAll()
        #expect(writer.octets.isEmpty)
        try writer.message(.reply, transactionID: 0x010203) { message in
            message.option(.serverID, [0, 2, 0, 0, 0x7e, 0xd9, 0x73, 0x72, 0x76, 0x31])
            message.status(.tlsConnectionRefused, text: "TLS not available")
        }
        #expect(writer.octets == Frame.named("starttls-reply-refused")?.octets)
    }

    @Test("A message over 65 535 octets is taken back whole and thrown")
    func tooLong() throws {
        var writer = MessageWriter()
        try writer.message(.leasequeryDone, transactionID: 1)
        let before = writer.octets
        #expect(throws: MessageTooLong(count: 65_536)) {
            try writer.message(.leasequeryData, transactionID: 2) { message in
                message.option(.clientData) { $0.append(octets: [UInt8](repeating: 0, count: 65_536 - 8)) }
            }
        }
        #expect(writer.octets == before)
    }
}
