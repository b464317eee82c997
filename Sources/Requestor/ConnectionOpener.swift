import Glibc
import LeasequerySession
import NIOCore
import NIOPosix
import OpenSSLTLS

/// From an endpoint to a connected channel.
protocol ConnectionOpener: Sendable {
    /// - Parameters:
    ///   - eventLoop: where the channel is to live and the future to complete.
    ///   - whenMade: called for every channel made on the way, before it connects: a name may have several addresses.
    ///     A failure gives that channel up.
    func open(
        _ endpoint: ServerEndpoint, within limit: Duration, on eventLoop: any EventLoop,
        whenMade: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel>
}

/// Plain TCP. Names are resolved off the event loop, and their IPv6 and IPv4 addresses raced (RFC 8305).
struct TCPOpener: ConnectionOpener {
    func open(
        _ endpoint: ServerEndpoint, within limit: Duration, on eventLoop: any EventLoop,
        whenMade: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(limit))
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: ConnectionMeter.leastRead, initial: ConnectionMeter.leastRead, maximum: 65_536)
            )
            .channelInitializer(whenMade)
        if let address = try? SocketAddress(ipAddress: endpoint.host, port: endpoint.port) {
            return bootstrap.connect(to: address)
        }
        return bootstrap.connect(host: endpoint.host, port: endpoint.port)
    }
}

extension Channel {
    /// The round trip of the handshake as the kernel measured it; nil if this is no TCP socket. Complete on return.
    func roundTrip() -> EventLoopFuture<Duration?> {
        tcpInfo().map { $0?.path.roundTrip }
    }
}

extension TransportEnd {
    /// Why no connection came up, in the system's words.
    init(opening error: any Error) {
        switch error {
        case ChannelError.connectTimeout: self = .timedOut
        case let error as TLSFailure: self.init(error)
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            self = .unreachable("the name '\(error.host)' has no address")
        case let error as NIOConnectionError:
            let reasons = error.connectionErrors.map { failure in
                let address = failure.target.ipAddress.map { "\($0): " } ?? ""
                return address + TransportEnd.words(failure.error)
            }
            self = .unreachable(reasons.joined(separator: ", "))
        default: self = .unreachable(TransportEnd.words(error))
        }
    }

    /// Why a connection broke; a reset is what a server that closes in a hurry looks like.
    init(breaking error: any Error) {
        switch error {
        case let error as TLSFailure: self.init(error)
        case let error as IOError where [ECONNRESET, EPIPE].contains(error.errnoCode): self = .reset
        default: self = .failed(TransportEnd.words(error))
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case ChannelError.connectTimeout: "timed out"
        default: "\(error)"
        }
    }
}
