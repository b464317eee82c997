import DHCPv6Wire
import Testing

/// What is odd about CLIENT_DATA and taken all the same, by both decoders.
struct ClientRuleTests {
    /// CLIENTID 0003 0001 ….
    private static let client = "0001000a00030001020000000001"
    private static let otherClient = "0001000a00030001020000000002"
    /// CLT_TIME 5.
    private static let contact = "002e000400000005"
    /// 2001:db8::1, preferred 60, valid 90.
    private static let address = "0005001820010db80000000000000000000000010000003c0000005a"
    private static let otherAddress = "0005001820010db80000000000000000000000020000003c0000005a"
    private static let clientLink = "0030001020010db8000000000000000000000000"

    /// What LEASEQUERY-DATA with these options says, if both decoders agree on it.
    private func facts(_ options: String) throws -> Facts {
        let message = try #require([UInt8](hex: "11000001" + options))
        var decoder = MessageDecoder()
        let flat = try Facts(flat: message, &decoder)
        #expect(try Facts(owned: message) == flat)
        return flat
    }

    private func clientData(_ options: String...) -> String {
        let octets = options.joined()
        let digits = String(octets.count / 2, radix: 16)
        return "002d" + String(repeating: "0", count: 4 - digits.count) + digits + octets
    }

    @Test("V-12: a client without CLT_TIME is taken, and when it was heard is unknown")
    func withoutContact() throws {
        let facts = try facts(clientData(Self.client, Self.address))
        #expect(facts.clients.first?.sinceLastTransaction == nil)
        #expect(facts.clients.first?.leases.count == 1)
        #expect(facts.faults == [])
    }

    @Test("V-13: a client without leases is taken and counted")
    func withoutLease() throws {
        let facts = try facts(clientData(Self.client, Self.contact))
        #expect(facts.clients.first?.sinceLastTransaction == 5)
        #expect(facts.clients.first?.leases.isEmpty == true)
        #expect(facts.faults == .clientWithoutLease)
    }

    @Test("V-22: LQ_CLIENT_LINK is counted and changes nothing, beside the client or inside")
    func clientLinks() throws {
        let plain = try facts(clientData(Self.client, Self.address))
        for options in [
            Self.clientLink + clientData(Self.client, Self.address),
            clientData(Self.client, Self.clientLink, Self.address),
            clientData(Self.client, Self.address) + clientData(Self.client, Self.address, Self.clientLink),
        ] {
            let facts = try facts(options)
            #expect(facts.clients.allSatisfy { $0 == plain.clients[0] })
            #expect(facts.faults == .clientLink)
        }
    }

    @Test("V-23: of several clients in one message each has its own leases")
    func severalClients() throws {
        let facts = try facts(
            clientData(Self.client, Self.contact, Self.address) + clientData(Self.otherClient, Self.otherAddress))
        #expect(facts.clients.map { $0.duid.last } == [1, 2])
        #expect(facts.clients.map { $0.leases.map(\.address.description) } == [["2001:db8::1"], ["2001:db8::2"]])
        #expect(facts.clients.map(\.sinceLastTransaction) == [5, nil])
    }

    @Test(
        "V-24: a preferred lifetime above the valid one is the valid one, and counted",
        arguments: [
            "00050018" + "20010db8000000000000000000000001" + "0000005b" + "0000005a",
            "00050018" + "20010db8000000000000000000000001" + "ffffffff" + "0000005a",
            "001a0019" + "0000005b" + "0000005a" + "38" + "20010db8000000000000000000000000",
        ])
    func preferredAboveValid(lease: String) throws {
        let facts = try facts(clientData(Self.client, lease))
        #expect(facts.clients.first?.leases.first?.preferred.seconds == 90)
        #expect(facts.clients.first?.leases.first?.valid.seconds == 90)
        #expect(facts.faults == .preferredAboveValid)
    }
}
