import DHCPv6Wire
import NIOCore
import NIOPosix
import OpenSSLTLS

/// A DHCPv6 leasequery server over TCP: Bulk Leasequery (RFC 5460) and, if allowed, Active Leasequery (RFC 7653).
///
///     let server = try LeasequeryServer(configuration, feed: Simulator(parameters), on: group)
///     let addresses = try server.start().wait()
///     ...
///     try server.shutDown().wait()
///
/// It uses one event loop of the group, so many servers can share one group. Every call may come from any thread.
public final class LeasequeryServer: Sendable {
    private let configuration: ServerConfiguration
    private let feed: any BindingFeed
    private let tls: ServerTLS?
    private let eventLoop: any EventLoop
    private let core: NIOLoopBoundBox<ServerCore?>

    /// - Throws: `ServerError` if there is nowhere to listen or a file for TLS is of no use.
    public init(
        _ configuration: ServerConfiguration, feed: any BindingFeed, on group: any EventLoopGroup
    ) throws(ServerError) {
        guard !configuration.addresses.isEmpty else { throw .noAddress }
        do throws(TLSFailure) {
            tls = try ServerTLS(configuration.protection)
        } catch {
            throw .tls(error)
        }
        self.configuration = configuration
        self.feed = feed
        eventLoop = group.next()
        core = .makeEmptyBox(valueType: ServerCore.self, eventLoop: eventLoop)
    }

    /// Listens on every address and begins to serve. Call it once.
    ///
    /// - Returns: the addresses with the ports that were taken; fails with `ServerError`.
    public func start() -> EventLoopFuture<[SocketAddress]> {
        eventLoop.flatSubmit {
            let clock = ServerClock(offset: self.configuration.clockOffset)
            let core = ServerCore(
                self.configuration, self.feed, tls: self.tls, on: self.eventLoop, readClock: clock.now)
            if let trouble = core.book.feed.trouble {
                return self.eventLoop.makeFailedFuture(ServerError.feed(trouble: trouble))
            }
            self.core.value = core
            let listeners = self.configuration.addresses.map { self.listen(on: $0) }
            return EventLoopFuture.whenAllComplete(listeners, on: self.eventLoop).flatMapThrowing { results in
                do {
                    let channels = try results.map { try $0.get() }
                    self.core.value?.started(channels)
                    return channels.compactMap(\.localAddress)
                } catch {
                    for case .success(let channel) in results { channel.close(promise: nil) }
                    throw error
                }
            }
        }
    }

    /// Sends QueryTerminated to whoever runs a query, closes every connection and stops listening. Takes a few
    /// seconds at most, for requestors that do not read.
    public func shutDown() -> EventLoopFuture<Void> {
        eventLoop.flatSubmit { self.core.value?.shutDown() ?? self.eventLoop.makeSucceededVoidFuture() }
    }

    /// What the server has done and does now; all zero before the start.
    public func activity() -> EventLoopFuture<ServerActivity> {
        eventLoop.submit { self.core.value?.report() ?? ServerActivity() }
    }

    private func listen(on address: SocketAddress) -> EventLoopFuture<any Channel> {
        ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 16)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 128 * 1_024, high: 256 * 1_024))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let core = self.core.value else { throw ChannelError.ioOnClosedChannel }
                    let handler = ResponderHandler(core, source: channel.remoteAddress.flatMap(IPv6Address.init))
                    guard core.connectionOpened(handler) else { throw ChannelError.ioOnClosedChannel }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(to: address)
            .flatMapErrorThrowing { error in
                throw ServerError.cannotListen(address: address.hostAndPort, errno: (error as? IOError)?.errnoCode ?? 0)
            }
    }
}
