/// Octets in network order, for making captures by hand.
extension [UInt8] {
    init(_ value: UInt16) { self = [UInt8(value >> 8), UInt8(value & 0xff)] }

    init(_ value: UInt32) { self = [UInt8](UInt16(value >> 16)) + [UInt8](UInt16(value & 0xffff)) }
}

/// One direction of a TCP connection between 2001:db8::1 port 547 and 2001:db8::2 port 40000, or its IPv4 likeness.
struct TestSegment {
    var payload: [UInt8] = []
    var sequence: UInt32 = 1000
    var isOpening = false
    var fromServer = true
    var port: UInt16 = 547

    var tcp: [UInt8] {
        let ports = fromServer ? [UInt8](port) + [UInt8](40_000 as UInt16) : [UInt8](40_000 as UInt16) + [UInt8](port)
        let flags: UInt8 = isOpening ? 0x02 : 0x18
        return ports + [UInt8](sequence) + [0, 0, 0, 0, 0x50, flags, 0xff, 0xff, 0, 0, 0, 0] + payload
    }

    /// - Parameter extensions: headers between IPv6 and TCP, the type of the first and all octets.
    func ipv6(extensions: (type: UInt8, octets: [UInt8]) = (6, [])) -> [UInt8] {
        let body = extensions.octets + tcp
        return [0x60, 0, 0, 0] + [UInt8](UInt16(body.count)) + [extensions.type, 64]
            + address(fromServer ? 1 : 2) + address(fromServer ? 2 : 1) + body
    }

    var ipv4: [UInt8] {
        let addresses: [UInt8] = fromServer ? [192, 0, 2, 1, 192, 0, 2, 2] : [192, 0, 2, 2, 192, 0, 2, 1]
        return [0x45, 0] + [UInt8](UInt16(20 + tcp.count)) + [0, 0, 0x40, 0, 64, 6, 0, 0] + addresses + tcp
    }

    private func address(_ last: UInt8) -> [UInt8] {
        [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [last]
    }
}

/// Capture files with one packet a second from 1970-01-01 00:00:01 on.
enum CaptureBuilder {
    static func pcap(
        _ packets: [[UInt8]], link: UInt32 = 101, swapped: Bool = false, isNanoseconds: Bool = false
    ) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { [UInt8](swapped ? value.byteSwapped : value) }
        func short(_ value: UInt16) -> [UInt8] { [UInt8](swapped ? value.byteSwapped : value) }
        var file = number(isNanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4) + short(2) + short(4)
        file += number(0) + number(0) + number(65_535) + number(link)
        for (index, packet) in packets.enumerated() {
            let count = number(UInt32(packet.count))
            file += number(UInt32(index + 1)) + number(isNanoseconds ? 5000 : 5) + count + count + packet
        }
        return file
    }

    /// - Parameter resolution: `if_tsresol`; nil leaves it out, so that microseconds hold.
    static func pcapng(
        _ packets: [[UInt8]], link: UInt16 = 101, swapped: Bool = false, resolution: UInt8? = nil
    ) -> [UInt8] {
        func number(_ value: UInt32) -> [UInt8] { [UInt8](swapped ? value.byteSwapped : value) }
        func short(_ value: UInt16) -> [UInt8] { [UInt8](swapped ? value.byteSwapped : value) }
        func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
            let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
            let length = number(UInt32(padded.count + 12))
            return number(type) + length + padded + length
        }
        let unknownLength = [UInt8](repeating: 0xff, count: 8)
        var file = block(0x0a0d_0d0a, number(0x1a2b_3c4d) + short(1) + short(0) + unknownLength)
        let options = resolution.map { short(9) + short(1) + [$0, 0, 0, 0] + short(0) + short(0) } ?? []
        file += block(1, short(link) + short(0) + number(0) + options)
        for (index, packet) in packets.enumerated() {
            let ticks = CaptureBuilder.ticks(second: UInt64(index + 1), resolution: resolution ?? 6)
            let count = number(UInt32(packet.count))
            // A block of another type, to be passed over.
            file += block(5, [1, 2, 3])
            file += block(
                6,
                number(0) + number(UInt32(ticks >> 32)) + number(UInt32(ticks & 0xffff_ffff)) + count + count + packet)
        }
        return file
    }

    private static func ticks(second: UInt64, resolution: UInt8) -> UInt64 {
        let exponent = UInt64(resolution & 0x7f)
        return resolution & 0x80 == 0 ? (0..<exponent).reduce(second) { ticks, _ in ticks * 10 } : second << exponent
    }
}
