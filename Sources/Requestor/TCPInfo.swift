import LeasequerySession
import NIOCore

/// What Linux tells of a TCP connection (TCP_INFO), as far as it is of use; fields are only ever added at its end.
struct TCPInfo: Sendable {
    private var states: UInt64 = 0
    private var timersToThresholds = [15 of UInt32](repeating: 0)
    private var microsecondsOfRoundTrip: UInt32 = 0
    private var varianceToSpace = [7 of UInt32](repeating: 0)
    private var retransmitted: UInt32 = 0
    private var pacingToAcknowledged = [3 of UInt64](repeating: 0)
    /// Octets that have arrived in order, read or not.
    private(set) var octetsReceived: UInt64 = 0
    private var segments = [3 of UInt32](repeating: 0)
    private var microsecondsOfLeastRoundTrip: UInt32 = 0
    private var segmentsToReorderings = [18 of UInt32](repeating: 0)
    private var segmentsOutOfOrder: UInt32 = 0
    /// Of the peer: never 0 between two messages, so 0 means that the system does not tell this or what is before it.
    private var sendWindow: UInt32 = 0

    var path: PathReading {
        let isMeasured = ![0, .max].contains(microsecondsOfLeastRoundTrip)
        return PathReading(
            roundTrip: .microseconds(microsecondsOfRoundTrip),
            leastRoundTrip: isMeasured ? .microseconds(microsecondsOfLeastRoundTrip) : nil,
            retransmits: UInt64(retransmitted), outOfOrder: sendWindow > 0 ? UInt64(segmentsOutOfOrder) : nil)
    }
}

extension Channel {
    /// nil if this is no TCP socket. Complete on return.
    func tcpInfo() -> EventLoopFuture<TCPInfo?> {
        guard let socket = self as? any SocketOptionProvider else { return eventLoop.makeSucceededFuture(nil) }
        let info: EventLoopFuture<TCPInfo> = socket.unsafeGetSocketOption(level: .tcp, name: .tcp_info)
        return info.map { $0 }.recover { _ in nil }
    }
}
