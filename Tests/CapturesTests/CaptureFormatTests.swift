import Captures
import DHCPv6Wire
import Foundation
import Testing

@Suite("Capture files")
struct CaptureFormatTests {
    /// A keepalive in its frame, and without.
    static let frame: [UInt8] = [0, 4, 17, 10, 27, 44]
    static let message: [UInt8] = [17, 10, 27, 44]
    static let opening = TestSegment(sequence: 999, isOpening: true)
    static let data = TestSegment(payload: frame)

    func expectKeepalive(_ file: [UInt8], host: String = "[2001:db8::1]:547", fraction: Int64 = 5000) throws {
        #expect(Capture.begins(with: Array(file.prefix(Capture.signatureLength))))
        let capture = try Capture(file, ports: [547])
        #expect(capture.fault == nil)
        #expect(capture.messages.map(\.content) == [.message(Self.message)])
        #expect(capture.messages.first?.source.description == host)
        #expect(capture.messages.first?.time == 2_000_000_000 + fraction)
    }

    @Test("pcap is read in both orders of octets, with microseconds and with nanoseconds", arguments: [false, true])
    func pcap(swapped: Bool) throws {
        let packets = [Self.opening.ipv6(), Self.data.ipv6()]
        try expectKeepalive(CaptureBuilder.pcap(packets, swapped: swapped))
        try expectKeepalive(CaptureBuilder.pcap(packets, swapped: swapped, isNanoseconds: true))
    }

    @Test("pcapng is read in both orders of octets and at any resolution", arguments: [false, true])
    func pcapng(swapped: Bool) throws {
        let packets = [Self.opening.ipv6(), Self.data.ipv6()]
        for resolution: UInt8? in [nil, 0, 3, 6, 9, 12, 0x80 | 10] {
            try expectKeepalive(
                CaptureBuilder.pcapng(packets, swapped: swapped, resolution: resolution), fraction: 0)
        }
    }

    @Test("Every link that is known is taken off")
    func links() throws {
        let mac = [UInt8](repeating: 2, count: 12)
        let cooked = [UInt8](repeating: 0, count: 14)
        let cooked2 = [UInt8](repeating: 0, count: 18)
        let links: [(UInt32, [UInt8])] = [
            (1, mac + [0x86, 0xdd]), (1, mac + [0x81, 0, 0, 7, 0x86, 0xdd]),
            (1, mac + [0x88, 0xa8, 0, 7, 0x81, 0, 0, 8, 0x86, 0xdd]), (113, cooked + [0x86, 0xdd]),
            (276, [0x86, 0xdd] + cooked2), (0, [30, 0, 0, 0]), (108, [0, 0, 0, 30]), (101, []), (229, []), (12, []),
            (0x1400_0001, mac + [0x86, 0xdd]),
        ]
        for (link, header) in links {
            let packets = [header + Self.opening.ipv6(), header + Self.data.ipv6()]
            try expectKeepalive(CaptureBuilder.pcap(packets, link: link))
        }
    }

    @Test("IPv4 is read, and the padding of short frames is none of it")
    func ipv4() throws {
        let mac = [UInt8](repeating: 2, count: 12) + [0x08, 0x00]
        let padding = [UInt8](repeating: 0, count: 14)
        let packets = [mac + Self.opening.ipv4 + padding, mac + Self.data.ipv4 + padding]
        try expectKeepalive(CaptureBuilder.pcap(packets, link: 1), host: "192.0.2.1:547")
    }

    @Test("Extension headers of IPv6 are passed over; a fragment is not taken for a packet")
    func extensions() throws {
        let eight: [UInt8] = [6, 0, 1, 4, 0, 0, 0, 0]
        let opening = Self.opening.ipv6(extensions: (0, eight))
        let several = Self.data.ipv6(
            extensions: (0, [60, 0, 1, 4, 0, 0, 0, 0] + [44, 0, 1, 4, 0, 0, 0, 0] + [6, 0, 0, 0, 0, 0, 0, 9]))
        try expectKeepalive(CaptureBuilder.pcap([opening, several]))
        let fragment = Self.data.ipv6(extensions: (44, [6, 0, 0, 1, 0, 0, 0, 9]))
        #expect(try Capture(CaptureBuilder.pcap([fragment]), ports: [547]).messages.isEmpty)
    }

    @Test("Other ports, other protocols and other links are left alone")
    func others() throws {
        var other = Self.data
        other.port = 548
        var udp = Self.data.ipv6()
        udp[6] = 17
        let capture = try Capture(CaptureBuilder.pcap([other.ipv6(), udp, [], [0x60]]), ports: [547])
        #expect(capture.messages.isEmpty)
        #expect(capture.packetCount == 4)
        #expect(try Capture(CaptureBuilder.pcap([Self.data.ipv6()], link: 147), ports: [547]).messages.isEmpty)
    }

    @Test("A file cut short gives the messages before the cut, and says where")
    func truncated() throws {
        let whole = CaptureBuilder.pcap([Self.opening.ipv6(), Self.data.ipv6(), Self.data.ipv6()])
        let capture = try Capture(Array(whole.dropLast()), ports: [547])
        #expect(capture.messages.map(\.content) == [.message(Self.message)])
        #expect(capture.fault?.problem == .truncated)
        #expect(capture.fault?.offset == whole.count - 16 - Self.data.ipv6().count)
    }

    @Test("What is no capture is refused")
    func unknown() {
        for octets: [UInt8] in [
            [], [0xa1, 0xb2], Array("0004110a1b2c\n".utf8), [0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28],
        ] {
            #expect(!Capture.begins(with: octets))
            #expect(throws: CaptureError(.unknownFormat, at: 0)) { try Capture(octets, ports: [547]) }
        }
    }

    static func kea() throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/kea-bulk", withExtension: "pcap"))
        return [UInt8](try Data(contentsOf: url))
    }

    @Test("Bulk leasequeries to Kea: six queries, the answers to four, all sound")
    func keaBulk() throws {
        let capture = try Capture(Self.kea(), ports: [15_470])
        #expect(capture.fault == nil)
        #expect(capture.packetCount == 104)
        var counts: [MessageType: Int] = [:]
        var closings = 0
        for message in capture.messages {
            if case .ended = message.content {
                closings += 1
                continue
            }
            guard case .message(let octets) = message.content else {
                Issue.record("\(message)")
                continue
            }
            counts[try OwnedMessage(decoding: octets).type, default: 0] += 1
        }
        // Of six connections both directions.
        #expect(closings == 12)
        // Kea closes without a word on types 22 and 23.
        #expect(
            counts == [
                .leasequery: 4, .activeLeasequery: 1, .startTLS: 1, .leasequeryReply: 4, .leasequeryData: 21,
                .leasequeryDone: 3,
            ])
        #expect(capture.messages.map(\.time) == capture.messages.map(\.time).sorted())
    }

    @Test("A capture with octets changed or cut off is read or refused, never trapped")
    func mutations() throws {
        let kea = try Self.kea()
        var state: UInt64 = 547
        func random(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<300 {
            var file = Array(kea.prefix(random(below: 2) == 0 ? kea.count : random(below: kea.count)))
            for _ in 0..<random(below: 30) where !file.isEmpty {
                file[random(below: file.count)] = UInt8(random(below: 256))
            }
            let capture = try? Capture(file, ports: [15_470])
            #expect((capture?.messages.count ?? 0) <= 200)
        }
    }
}
