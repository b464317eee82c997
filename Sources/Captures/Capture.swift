import DHCPv6Wire

/// One message of a captured leasequery connection, or what stands in its place.
public struct CapturedMessage: Sendable {
    public enum Content: Hashable, Sendable {
        /// Without its two octets of length.
        case message([UInt8])
        /// The stream ends inside a frame (V-02), or a length announces no message (V-01); nothing more is read.
        case badFrame(WireError)
        /// Octets are missing in the capture; `skipped` further ones were passed over until a packet began like a
        /// message. Zero missing: the connection is older than the capture.
        case hole(missing: Int, skipped: Int)
        /// TLS begins here: what follows is encrypted.
        case encrypted
        /// The sender closed its direction, or reset the connection.
        case ended(isReset: Bool)
    }

    /// Nanoseconds since 1970-01-01 00:00:00 UTC by the clock of the capturing machine: the packet that completed it.
    public let time: Int64
    public let source: Endpoint
    public let destination: Endpoint
    public let content: Content

    public init(time: Int64, source: Endpoint, destination: Endpoint, content: Content) {
        self.time = time
        self.source = source
        self.destination = destination
        self.content = content
    }
}

/// The leasequery connections in a capture.
public struct Capture: Sendable {
    /// Of any sort and port.
    public let packetCount: Int
    /// Of all connections, by time.
    public let messages: [CapturedMessage]
    /// What kept the rest of the file from being read; the messages before are there.
    public let fault: CaptureError?

    /// How many octets `begins` wants to see.
    public static let signatureLength = 24

    /// Whether a file that begins like this is a capture.
    public static func begins(with octets: [UInt8]) -> Bool {
        PcapHeader(Octets(octets)) != nil || CaptureFile.isPcapng(Octets(octets))
    }

    /// - Parameters:
    ///   - file: a whole pcap or pcapng file.
    ///   - ports: TCP ports, at either end, that speak leasequery.
    /// - Throws: `CaptureError` if it is not a capture.
    public init(_ file: [UInt8], ports: Set<UInt16>) throws(CaptureError) {
        let capture = try CaptureFile(file)
        fault = capture.fault
        packetCount = capture.packets.count
        var streams: [TCPStream] = []
        var current: [Flow: Int] = [:]
        for packet in capture.packets {
            guard let segment = TCPSegment(packet),
                ports.contains(segment.flow.source.port) || ports.contains(segment.flow.destination.port)
            else { continue }
            if let index = current[segment.flow], !streams[index].isReopened(by: segment) {
                streams[index].append(segment, time: packet.time)
            } else {
                var stream = TCPStream(opening: segment)
                stream.append(segment, time: packet.time)
                current[segment.flow] = streams.count
                streams.append(stream)
            }
        }
        messages = streams.flatMap(Capture.messages).sorted { $0.time < $1.time }
    }

    private static func messages(of stream: TCPStream) -> [CapturedMessage] {
        var stream = stream
        stream.finish()
        var framing = StreamFraming(hasStart: stream.hasStart)
        for piece in stream.pieces { framing.read(piece) }
        framing.end()
        return framing.found.map { found in
            CapturedMessage(
                time: found.time, source: stream.flow.source, destination: stream.flow.destination,
                content: found.content)
        }
    }
}
