/// One end of a TCP connection.
public struct Endpoint: Hashable, Sendable {
    public let host: Host
    public let port: UInt16

    public init(_ host: Host, port: UInt16) {
        self.host = host
        self.port = port
    }
}

extension Endpoint: CustomStringConvertible {
    /// `[2001:db8::1]:547`, `192.0.2.1:547`.
    public var description: String {
        switch host {
        case .ipv4: "\(host):\(port)"
        case .ipv6: "[\(host)]:\(port)"
        }
    }
}

/// One direction of a TCP connection.
struct Flow: Hashable {
    let source: Endpoint
    let destination: Endpoint
}

/// What one packet says in a flow.
struct TCPSegment {
    let flow: Flow
    /// Of the first octet of `payload`.
    let sequence: UInt32
    let isOpening: Bool
    /// The sender has no more to say.
    let isClosing: Bool
    let isReset: Bool
    let payload: ArraySlice<UInt8>

    /// Nil if the packet holds no TCP segment that can be read.
    init?(_ packet: CapturedPacket) {
        guard let ip = packet.link.ipPacket(in: packet.octets).flatMap({ IPPacket($0) }),
            let source = ip.segment.uint16(0), let destination = ip.segment.uint16(2),
            let sequence = ip.segment.uint32(4), let offset = ip.segment.uint8(12), let flags = ip.segment.uint8(13),
            offset >> 4 >= 5, let payload = ip.segment.dropping(Int(offset >> 4) * 4)
        else { return nil }
        flow = Flow(
            source: Endpoint(ip.source, port: source), destination: Endpoint(ip.destination, port: destination))
        isOpening = flags & 0x02 != 0
        isClosing = flags & 0x01 != 0
        isReset = flags & 0x04 != 0
        self.sequence = isOpening ? sequence &+ 1 : sequence
        self.payload = payload.bytes
    }
}
