import LeasequerySession
import NIOCore

/// Measures one active connection: sits in front of everything that reads from it, TLS included, and once a second
/// says how reading goes and what the system knows of the path.
final class ConnectionMeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Reads are not made smaller than this: one that fills its buffer then means that we are late, not that a message
    /// is longer than a keepalive.
    static let leastRead = 16_384

    private let receiveTimeout: Duration
    private let now: () -> Moment
    private let report: (ConnectionReading) -> Void
    private var timer: Scheduled<Void>?
    private var octetsRead: UInt64 = 0
    private var crowdedSince: Moment?
    private var fragmentSince: Moment?
    /// Whether what is being read had no other octets to wait for: neither this read nor the one before filled its
    /// buffer.
    private(set) var isPrompt = true

    /// - Parameter report: called on the event loop, never while something is being read.
    init(receiveTimeout: Duration, now: @escaping () -> Moment, report: @escaping (ConnectionReading) -> Void) {
        self.receiveTimeout = receiveTimeout
        self.now = now
        self.report = report
    }

    func handlerAdded(context: ChannelHandlerContext) { measure(context.channel, plannedAt: now()) }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let octets = unwrapInboundIn(data)
        octetsRead += UInt64(octets.readableBytes)
        let isFull = octets.writableBytes == 0
        isPrompt = !isFull && crowdedSince == nil
        crowdedSince = isFull ? crowdedSince ?? now() : nil
        context.fireChannelRead(data)
    }

    /// What was read has been used up but for `rest` octets, the beginning of a message.
    ///
    /// - Parameter used: how many octets were used; 0: it is the same beginning as before, only longer.
    func left(_ rest: Int, used: Int) {
        guard rest > 0 else {
            fragmentSince = nil
            return
        }
        if used > 0 || fragmentSince == nil { fragmentSince = now() }
    }

    private func measure(_ channel: any Channel, plannedAt planned: Moment) {
        let loop = channel.eventLoop.assumeIsolated()
        channel.tcpInfo().assumeIsolated().whenSuccess { self.report(self.reading(plannedAt: planned, $0)) }
        let next = now().advanced(by: .seconds(1))
        timer = loop.scheduleTask(in: .seconds(1)) { self.measure(channel, plannedAt: next) }
    }

    private func reading(plannedAt planned: Moment, _ info: TCPInfo?) -> ConnectionReading {
        let moment = now()
        var reading = ConnectionReading(at: moment, receiveTimeout: receiveTimeout)
        reading.threadDelay = moment.since(planned)
        reading.crowdedSince = crowdedSince
        reading.fragmentSince = fragmentSince
        reading.path = info?.path
        if let received = info?.octetsReceived, received >= octetsRead { reading.octetsWaiting = received - octetsRead }
        return reading
    }
}
