import DHCPv6Wire
import Testing

@Suite("Relay paths")
struct RelayPathTests {
    func relayData(_ frame: Frame?) throws -> RelayData {
        let message = try OwnedMessage(decoding: #require(frame).message)
        let client = try #require(try message.options.first(ClientData.self))
        return try #require(try client.relayData())
    }

    @Test("Two relays: the outer one names no link, the inner one tells port, line and itself")
    func twoRelays() throws {
        let data = try relayData(.named("data-with-relay"))
        #expect(data.peer.description == "2001:db8:ffff::2")
        let path = data.path
        #expect(path.fault == nil)
        #expect(path.hops.map(\.hopCount) == [1, 0])
        #expect(path.hops.map(\.link.description) == ["::", "2001:db8:1::1"])
        #expect(path.hops.map(\.peer.description) == ["2001:db8:ffff::1", "fe80::200:5eff:fe00:5302"])
        #expect(path.clientLink?.description == "2001:db8:1::1")
        let inner = try #require(path.hops.last)
        #expect(inner.interfaceID == Array("eth1/7".utf8))
        #expect(inner.remoteID == RemoteID(enterprise: 32_473, identifier: Array("sub-42".utf8)))
        #expect(inner.relayID?.description == "00:03:00:01:00:00:5e:00:53:fe")
        #expect(inner.subscriberID == nil)
        #expect(inner.linkLayerAddress == nil)
        #expect(path.octets == data.message)
    }

    @Test("The details of a binding give the same path")
    func details() throws {
        let frame = try #require(Frame.named("data-with-relay"))
        var decoder = MessageDecoder()
        let client = try #require(try Facts(flat: frame.message, &decoder).clients.first)
        #expect(RelayPath(details: client.details) == (try relayData(frame)).path)
        #expect(RelayPath(details: []) == nil)
        #expect(RelayPath(details: [0, 47, 0, 9, 1]) == nil)
    }

    @Test("Three relays of Kea are read whole")
    func keaThreeRelays() throws {
        let data = try relayData(.keaThreeRelays)
        #expect(data.path.fault == nil)
        #expect(data.path.hops.count == 3)
        #expect(data.path.clientLink?.description == "2001:db8:f000:3::1")
        #expect(data.path.hops.last?.interfaceID == Array("port-1/0".utf8))
    }

    @Test("Four relays of Kea are read as far as they go, and flagged")
    func keaFourRelays() throws {
        let path = try relayData(.keaFourRelays).path
        #expect(path.fault != nil)
        #expect(path.hops.count == 4)
        #expect(path.hops.map(\.hopCount) == [3, 2, 1, 0])
        #expect(path.hops.last?.interfaceID == Array("port-1/0".utf8))
    }

    func nested(_ levels: Int) throws -> RelayPath {
        let link = try #require(IPv6Address("2001:db8::1"))
        let hops = (0..<levels).map { level in
            RelayHop(hopCount: UInt8(levels - 1 - level), link: link, peer: link)
        }
        return RelayPath(decoding: RelayPath(hops: hops).octets)
    }

    @Test("A chain of 32 relays is read, one of 33 is cut off and flagged")
    func depth() throws {
        #expect(try nested(32).fault == nil)
        #expect(try nested(32).hops.count == 32)
        #expect(try nested(33).fault?.problem == .nestedTooDeep(limit: 32))
        #expect(try nested(33).hops.count == 32)
    }

    @Test("Something else than a RELAY-FORW is no path")
    func notRelayForward() {
        let octets = [UInt8](repeating: 7, count: 40)
        let path = RelayPath(decoding: octets)
        #expect(path.hops.isEmpty)
        #expect(path.fault == WireError(.notRelayForward(type: 7), at: 0, in: .relayData))
        #expect(RelayPath(decoding: []).fault == WireError(.optionLength(0), at: 0, in: .relayData))
    }

    @Test("A client's message left in the innermost relay ends the path without a fault")
    func clientMessageLeftIn() throws {
        let link = try #require(IPv6Address("2001:db8::1"))
        let relayed = RawOption(.relayMessage, [3, 1, 2, 3])
        let path = RelayPath(
            decoding: RelayPath(hops: [RelayHop(hopCount: 0, link: link, peer: link, options: [relayed])]).octets)
        #expect(path.fault == nil)
        #expect(path.hops.count == 1)
        #expect(path.hops[0].options.isEmpty)
    }

    @Test("Every truncation of a chain keeps the relays before the cut")
    func truncations() throws {
        let message = try relayData(.keaThreeRelays).message
        for count in 0..<message.count {
            let path = RelayPath(decoding: Array(message.prefix(count)))
            #expect([2, 1, 0].starts(with: path.hops.map(\.hopCount)), "first \(count)")
            #expect(count >= 34 || path.fault != nil, "first \(count)")
        }
    }
}
